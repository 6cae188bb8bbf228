import { createServer } from 'node:http';
import { z } from 'zod';

const address = z.object({ port: z.number() });

/** Files over HTTP, in pieces when asked for, which counts what it gives away. */
export async function startFileSite() {
  const files = new Map<string, Buffer>();
  const seen = { reads: 0, bytes: 0 };
  /** Breaks the next answers off after so many bytes. */
  const trouble: { breaks: number[] } = { breaks: [] };
  const server = createServer((request, response) => {
    const content = files.get((request.url ?? '').slice(1));
    if (content === undefined) {
      response.writeHead(404).end();
      return;
    }
    const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
    response.writeHead(from > 0 ? 206 : 200, {
      'content-length': content.length - from,
      etag: `"${content.length}-${content.subarray(0, 32).toString('hex')}"`,
    });
    if (request.method === 'HEAD') {
      response.end();
      return;
    }
    seen.reads += 1;
    const broken = trouble.breaks.shift();
    const given = content.subarray(from, broken === undefined ? undefined : from + broken);
    seen.bytes += given.length;
    if (broken === undefined) response.end(given);
    else response.write(given, () => setTimeout(() => response.destroy(), 50));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = address.parse(server.address());
  return {
    put(name: string, content: Uint8Array): string {
      files.set(name, Buffer.from(content));
      return `http://127.0.0.1:${port}/${name}`;
    },
    remove: (name: string) => files.delete(name),
    seen,
    trouble,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
export type FileSite = Awaited<ReturnType<typeof startFileSite>>;
