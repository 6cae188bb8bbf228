import { type ExportBench, type ExportBenchOptions, openExportBench } from '../exports/bench.ts';

/** An export that has ended, with its key: what there is to be shared. */
export interface Room extends AsyncDisposable {
  readonly bench: ExportBench;
  readonly key: string;
  readonly id: number;
  share(wanted?: object): Promise<Share>;
  /** What the share’s record says. */
  record(share: Share): Promise<Record<string, unknown>>;
}

export interface Share {
  readonly id: string;
  readonly link: string;
  readonly json: Record<string, unknown>;
}

export async function openRoom(
  wanted: object = {},
  files = ['a,b\n1,2\n'],
  options: ExportBenchOptions = {},
): Promise<Room> {
  const bench = await openExportBench(options);
  const key = await bench.key();
  const ids: number[] = [];
  for (const [n, content] of files.entries()) {
    ids.push(await bench.upload(key, `table-${n + 1}.csv`, content));
  }
  const id = await bench.start(key, { file_ids: ids, export_format: 'tsv', ...wanted });
  await bench.ended(key, id);
  const path = `/api/data-export/jobs/${id}/shares`;
  return {
    bench,
    key,
    id,
    async share(more) {
      const given = { with: { kind: 'anyone with the link' }, ...more };
      const { status, json } = await bench.ask('POST', path, key, given);
      if (status !== 201) throw new Error(JSON.stringify(json));
      return { id: json.id, link: json.link, json };
    },
    async record(share) {
      const { json } = await bench.ask('GET', path, key);
      return json.find((one: { id: string }) => one.id === share.id);
    },
    [Symbol.asyncDispose]: () => bench[Symbol.asyncDispose](),
  };
}

/** A browser as far as links go: it keeps its cookie, and follows where it is sent. */
export function aVisitor(agent = 'A browser') {
  let cookie = '';
  async function ask(url: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set('user-agent', agent);
    if (cookie !== '') headers.set('cookie', cookie);
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    cookie = response.headers.get('set-cookie')?.split(';')[0] ?? cookie;
    return response;
  }
  return {
    ask,
    look: (link: string) => ask(link),
    /** Presses the button, once the page is there; answers with what it leads to. */
    async press(link: string, file = ''): Promise<Response> {
      if (cookie === '') await ask(link);
      const response = await ask(`${link}/download${file}`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      });
      const { status, headers } = response;
      const to = headers.get('location');
      return status === 303 && to !== null ? ask(new URL(to, link).href) : response;
    },
  };
}
