import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestProject } from 'vitest/node';
import { type Ceph, startCeph } from './ceph.ts';

/**
 * One Ceph for a whole run, started when a test first asks for a user (`cephUser`), and never where none does. It
 * lives here, beside the tests’ own processes, so that it ends with the run.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  let started: Promise<Ceph> | undefined;
  const desk = createServer(async (request, response) => {
    try {
      started ??= startCeph();
      const ceph = await started;
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://desk');
      const capabilities = searchParams.get('capabilities') ?? undefined;
      const user = await ceph.addUser(decodeURIComponent(pathname.slice(1)), capabilities);
      response.end(JSON.stringify({ endpoint: ceph.endpoint, ...user }));
    } catch (error) {
      response.writeHead(500).end(String(error instanceof Error ? (error.cause ?? error) : error));
    }
  });
  await new Promise<void>((resolve) => desk.listen(0, '127.0.0.1', resolve));
  const { port } = desk.address() as AddressInfo; // listening on a port, so it is no pipe
  project.provide('cephDesk', `http://127.0.0.1:${port}`);
  return async () => {
    desk.closeAllConnections();
    desk.close();
    const ceph = await started?.catch(() => undefined);
    await ceph?.stop();
  };
}

declare module 'vitest' {
  interface ProvidedContext {
    cephDesk: string;
  }
}
