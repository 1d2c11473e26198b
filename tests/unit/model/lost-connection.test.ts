import assert from 'node:assert/strict';
import { TerminalError, UnreachableError } from '../../../orchestrator/model/errors.ts';
import { isLostConnection, neverSent } from '../../../orchestrator/model/lost-connection.ts';
import { translate as ofSource } from '../../../orchestrator/sources/translate.ts';
import { translate as ofStore } from '../../../orchestrator/store/translate.ts';

const SOURCE = { url: 'jdbc:postgresql://db:5432/retail', user: 'reader', secret: 'reader' };

const coded = (code: string, message = 'connect') => Object.assign(new Error(message), { code });

/** Node's codes for an unreachable network, host or name, and SQLSTATEs of an unavailable server. */
const OUTAGES = [
  'ENETUNREACH',
  'ENETDOWN',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'EADDRNOTAVAIL',
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  '08006',
  '57P01',
  '57P02',
  '57P03',
  '53100',
  '53300',
].map((code) => coded(code));

const WITHOUT_CODE = [
  'Connection terminated unexpectedly',
  'timeout exceeded when trying to connect',
  'timeout expired',
  'Query read timeout',
  'Client has encountered a connection error and is not queryable',
].map((message) => new Error(message));

describe('a lost connection', () => {
  for (const error of [...OUTAGES, ...WITHOUT_CODE]) {
    const name = 'code' in error ? String(error.code) : error.message;
    it(`makes the run store and a source unreachable: ${name}`, () => {
      assert.ok(ofStore(error, 'db:5432') instanceof UnreachableError);
      assert.ok(ofSource(error, SOURCE) instanceof UnreachableError);
    });
  }

  it('is not an error about a statement or a user, which stays terminal', () => {
    for (const code of [
      '42501',
      '28P01',
      '3D000',
      '23505',
      '57014',
      '0A000',
      'ERR_INVALID_ARG_TYPE',
    ])
      assert.equal(isLostConnection(coded(code)), false, code);
    assert.ok(ofSource(coded('28P01'), SOURCE) instanceof TerminalError);
  });

  it('is recognized by its code, and not by a message that mentions a timeout', () => {
    assert.equal(isLostConnection(coded('42601', 'timeout expired')), false);
    assert.equal(isLostConnection(new Error('the column timeout was terminated')), false);
  });

  it('has sent no request only if it was never made', () => {
    for (const code of ['ENETUNREACH', 'ENETDOWN', 'ECONNREFUSED', 'EADDRNOTAVAIL'])
      assert.equal(neverSent(coded(code)), true, code);
    for (const code of ['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ECONNABORTED'])
      assert.equal(neverSent(coded(code)), false, code);
  });
});
