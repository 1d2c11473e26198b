import axios from 'axios';
import { RetryableError } from './model/errors.ts';

/** POSTs JSON to a webhook, once. @throws RetryableError if the webhook does not accept it */
export async function notify(webhook: string, body: object): Promise<void> {
  try {
    await axios.post(webhook, body, { timeout: 10_000, proxy: false });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new RetryableError(
      `the webhook at ${new URL(webhook).host} did not accept the alert: ${reason}`,
      { cause },
    );
  }
}
