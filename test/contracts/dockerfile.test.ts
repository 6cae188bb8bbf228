import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';

/** Instructions of the Dockerfile, continued lines joined. */
const instructions = readFileSync('Dockerfile', 'utf8')
  .replaceAll(/^#.*\n/gm, '')
  .replaceAll(/\\\n\s*/g, ' ')
  .split('\n')
  .filter((line) => line.trim() !== '')
  .map((line) => {
    const [name = '', ...words] = line.split(' ');
    return { name, value: words.join(' ').trim() };
  });
const lastStage = instructions.slice(instructions.findLastIndex(({ name }) => name === 'FROM'));

function valuesOf(name: string, stage = lastStage): readonly string[] {
  return stage.filter((each) => each.name === name).map(({ value }) => value);
}

describe('the image', () => {
  test('is Node 24 in both stages, and only the first has npm at work', () => {
    expect(valuesOf('FROM', instructions)).toEqual([
      'node:24-bookworm-slim AS builder',
      'node:24-bookworm-slim',
    ]);
    expect(valuesOf('RUN', instructions)[0]).toMatch(/^npm ci --omit=dev /);
    expect(valuesOf('RUN').join(' ')).not.toContain('npm');
  });

  test('runs as nobody special, and says so by number', () => {
    expect(valuesOf('USER')).toEqual(['1000:1000']);
    expect(lastStage.findIndex(({ name }) => name === 'USER')).toBeGreaterThan(
      lastStage.findLastIndex(({ name }) => name === 'RUN'),
    );
  });

  test('writes to its volume alone', () => {
    expect(valuesOf('VOLUME')).toEqual(['/data']);
    expect(valuesOf('ENV').join(' ')).toContain('DATA_DIR=/data');
    expect(valuesOf('RUN')).toEqual([
      'install --directory --owner=1000 --group=1000 --mode=0700 /data',
    ]);
  });

  test('holds no secret and takes none while it is built', () => {
    expect(valuesOf('ARG', instructions)).toEqual([]);
    expect(valuesOf('ENV', instructions).join(' ')).not.toMatch(/TOKEN|SECRET|KEY|PASSWORD/i);
    expect(valuesOf('ADD', instructions)).toEqual([]);
    expect(valuesOf('COPY', instructions)).not.toContain('. .');
  });

  test('contains only what is listed', () => {
    const lines = readFileSync('.dockerignore', 'utf8').split('\n');
    const rules = lines.filter((line) => line !== '' && !line.startsWith('#'));
    expect(rules).toEqual([
      '*',
      '!package.json',
      '!package-lock.json',
      '!migrations',
      '!manifest*.yml',
      '!src',
      'src/sandbox',
    ]);
    const copied = valuesOf('COPY').filter((value) => !value.startsWith('--from'));
    for (const value of copied) expect(existsSync(value.split(' ')[0] ?? '')).toBe(true);
  });

  test('starts what npm start starts', () => {
    const [, command = '[]'] = /"start": "(.*)"/.exec(readFileSync('package.json', 'utf8')) ?? [];
    const [start = '[]'] = valuesOf('CMD');
    expect(words(start).join(' ')).toBe(command);
  });
});

describe('its health check', () => {
  const [check = ''] = valuesOf('HEALTHCHECK');
  const [program = '', ...argv] = words(check.slice(check.indexOf('[')));

  async function healthy(port: number): Promise<boolean> {
    expect(program).toBe('node');
    const running = promisify(execFile)(process.execPath, argv, {
      env: { ...process.env, PORT: String(port) },
    });
    return running.then(
      () => true,
      () => false,
    );
  }

  test.each([
    [200, true],
    [503, false],
  ])('an answer of %i means %s', async (status, expected) => {
    const asked: string[] = [];
    await using server = await serve((request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(status).end();
    });
    expect(await healthy(server.port)).toBe(expected);
    expect(asked).toEqual(['/healthz']);
  });

  test('no answer means false', async () => {
    const server = await serve(() => undefined);
    await server[Symbol.asyncDispose]();
    expect(await healthy(server.port)).toBe(false);
  });
});

function words(json: string): readonly string[] {
  return z.array(z.string()).parse(JSON.parse(json));
}

async function serve(listener: RequestListener) {
  const server = createServer(listener);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    port,
    [Symbol.asyncDispose]: async () => {
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
