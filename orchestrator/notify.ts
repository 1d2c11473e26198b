import axios from 'axios';
import { RetryableError } from './model/errors.ts';

/** POSTs JSON to a webhook, once. @throws RetryableError where it was not taken */
export async function notify(webhook: string, body: object): Promise<void> {
  try {
    await axios.post(webhook, body, { timeout: 10_000, proxy: false });
  } catch (cause) {
    const words = cause instanceof Error ? cause.message : String(cause);
    throw new RetryableError(`the webhook at ${new URL(webhook).host} was not taken: ${words}`, {
      cause,
    });
  }
}
