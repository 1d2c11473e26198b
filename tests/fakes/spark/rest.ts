/** Spark's REST submission server, as Spark 4.1.4 answers; https://spark.apache.org/docs/4.1.0/spark-standalone.html#rest-api */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { instead, type Fault } from '../http/faults.ts';
import { servletError, type Reply, type Request } from '../http/reply.ts';
import type { FakeMaster } from './master.ts';
import { readSubmission } from './submission.ts';

const VERSION = '4.1.4';

/** @param key - HS256 key of the tokens; null if no token is needed */
export function restHandler(master: FakeMaster, key: Buffer | null) {
  return (request: Request): Reply => {
    if (key && !authorized(request.header('authorization'), key))
      return servletError(request, 403, 'JWT Validate Fail');
    const [, version, room, verb, id] = request.path.split('/');
    if (version !== 'v1' || room !== 'submissions') return badRequest(468, 'Unknown protocol');
    switch (`${request.method} ${verb}`) {
      case 'POST create':
        return create(master, request.body.toString());
      case 'POST kill':
        return kill(master, id ?? '');
      case 'GET status':
        return id
          ? status(master, id)
          : badRequest(400, 'Submission ID is missing in status request.');
      default:
        return badRequest(400, 'Missing an action: please specify one of /create, /kill, /status.');
    }
  };
}

/** The answer of a master that is not ALIVE. */
export function notAlive(state: 'STANDBY' | 'RECOVERING' = 'RECOVERING'): Fault {
  return instead(
    said('CreateSubmissionResponse', {
      success: false,
      message: words(state, 'accept driver submissions'),
    }),
  );
}

function create(master: FakeMaster, body: string): Reply {
  let request;
  try {
    request = readSubmission(body);
  } catch (error) {
    return badRequest(400, `Malformed request: ${(error as Error).message}`);
  }
  const action = 'CreateSubmissionResponse';
  if (master.status !== 'ALIVE')
    return said(action, {
      success: false,
      message: words(master.status, 'accept driver submissions'),
    });
  const { id } = master.submit(request);
  const message = `Driver successfully submitted as ${id}`;
  return said(action, { message, submissionId: id, success: true });
}

function kill(master: FakeMaster, id: string): Reply {
  const action = 'KillSubmissionResponse';
  if (master.status !== 'ALIVE')
    return said(action, {
      submissionId: id,
      success: false,
      message: words(master.status, 'kill drivers'),
    });
  const success = master.kill(id);
  const message = success
    ? `Kill request for ${id} submitted`
    : `Driver ${id} has already finished or does not exist`;
  return said(action, { message, submissionId: id, success });
}

function status(master: FakeMaster, id: string): Reply {
  const action = 'SubmissionStatusResponse';
  if (master.status !== 'ALIVE')
    return said(action, {
      submissionId: id,
      success: false,
      message: `Exception from the cluster:\njava.lang.Exception: ${words(master.status, 'request driver status')}`,
    });
  const driver = master.find(id);
  if (!driver) return said(action, { submissionId: id, success: false });
  const { state, worker } = driver;
  return said(action, {
    driverState: state,
    submissionId: id,
    success: true,
    ...(worker ? { workerHostPort: `127.0.0.1:${worker.port}`, workerId: worker.id } : {}),
  });
}

function words(state: string, only: string): string {
  return `Current state is not alive: ${state}. Can only ${only} in ALIVE state.`;
}

function said(action: string, fields: object): Reply {
  const value = { action, serverSparkVersion: VERSION, ...fields };
  return {
    status: 200,
    type: 'application/json;charset=utf-8',
    body: JSON.stringify(value, null, 2),
  };
}

function badRequest(status: number, message: string): Reply {
  return { ...said('ErrorResponse', { message }), status };
}

/** The check of org.apache.spark.ui.JWSFilter: HS256, and an `exp`, if any, in the future. */
function authorized(header: string | undefined, key: Buffer): boolean {
  const [head = '', claims = '', signature = ''] = (header ?? '')
    .replace(/^Bearer /, '')
    .split('.');
  const right = createHmac('sha256', key).update(`${head}.${claims}`).digest();
  const given = Buffer.from(signature, 'base64url');
  if (given.length !== right.length || !timingSafeEqual(given, right)) return false;
  const { exp } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { exp?: number };
  return exp === undefined || exp > Date.now() / 1000;
}
