import type { Page } from 'playwright-core';

/** Runs code in a new kernel of the page's Jupyter server. @returns its stdout */
export async function runInKernel(page: Page, code: string): Promise<string> {
  return page.evaluate(async (source) => {
    const xsrf = /_xsrf=([^;]+)/.exec(document.cookie)?.[1] ?? '';
    const answer = await fetch('/api/kernels', {
      method: 'POST',
      headers: { 'X-XSRFToken': xsrf, 'Content-Type': 'application/json' },
      body: JSON.stringify({ name: 'python3' }),
    });
    const { id } = (await answer.json()) as { id: string };
    const socket = new WebSocket(`ws://${location.host}/api/kernels/${id}/channels`);
    const header = { msg_id: 'run', msg_type: 'execute_request', username: '', session: 'test' };
    const content = { code: source, silent: false, store_history: false, allow_stdin: false };
    socket.onopen = () => {
      socket.send(
        JSON.stringify({ channel: 'shell', header, parent_header: {}, metadata: {}, content }),
      );
    };
    return new Promise<string>((resolve, reject) => {
      let printed = '';
      socket.onerror = () => {
        reject(new Error('the kernel is gone'));
      };
      socket.onmessage = ({ data }: MessageEvent<string>) => {
        const said = JSON.parse(data) as {
          msg_type: string;
          parent_header: { msg_id?: string };
          content: { name?: string; text?: string; evalue?: string };
        };
        if (said.parent_header.msg_id !== 'run') return;
        // Spark's JVM warns on stderr.
        if (said.content.name === 'stdout') printed += said.content.text ?? '';
        if (said.msg_type === 'error') reject(new Error(said.content.evalue));
        if (said.msg_type === 'execute_reply') resolve(printed);
      };
    });
  }, code);
}
