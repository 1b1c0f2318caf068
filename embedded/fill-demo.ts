interface FillOptions {
  url: string;
  apiKey: string;
  /** Not where the shop was ever filled before: it may have been removed since. */
  onlyFirst?: boolean;
  progress?(line: string): void;
}

interface Demo {
  present: boolean;
  job: { kind: 'fill' | 'remove'; state: 'running' | 'completed' | 'failed'; phase: string; done: number; total: number; reason: string | null } | null;
}

const askEveryMs = 100;

/** Has the server fill the demo shop, as the button on Home does, and waits for it. False: it was there before. */
export async function fillDemo({ url, apiKey, onlyFirst = false, progress }: FillOptions): Promise<boolean> {
  const call = async <T>(method: 'GET' | 'POST', path: string): Promise<T> => {
    const response = await fetch(`${url}${path}`, { method, headers: { authorization: `Bearer ${apiKey}` } });
    if (!response.ok)
      throw new Error(`The demo shop cannot be filled: ${method} ${path} answered ${response.status}: ${(await response.text()).slice(0, 500)}`);
    return (await response.json()) as T;
  };
  const before = await call<Demo>('GET', '/api/demo');
  if (before.job?.state !== 'running') {
    if (onlyFirst && (before.present || before.job !== null)) return false;
    await call('POST', '/api/demo/fill');
  } else if (before.job.kind === 'remove') return false;
  for (;;) {
    const { job } = await call<Demo>('GET', '/api/demo');
    if (job?.state === 'completed') return true;
    if (job?.state === 'failed')
      throw new Error(`The demo shop could not be filled (${job.reason}). The server's log tells more; CAIRN_DEMO=off starts without it.`);
    if (job?.phase === 'events') progress?.(`${job.done.toLocaleString('en')} of ${job.total.toLocaleString('en')} events`);
    await new Promise((resolve) => setTimeout(resolve, askEveryMs));
  }
}
