import { minutes } from '../../domain/duration.ts';

/** Where Slack keeps what people share; the token goes nowhere else. */
const SLACK_FILES = 'https://files.slack.com';
/** Slack's own limit for an upload. */
const MOST_BYTES = 1024 ** 3;
const LONGEST = minutes(10);

export interface SlackFile {
  readonly name: string;
  readonly size: number;
  readonly url_private_download: string;
}

export type Shared =
  | { readonly ok: true; readonly content: AsyncIterable<Uint8Array> }
  | { readonly ok: false; readonly why: 'elsewhere' | 'too large' | 'not let in' | 'gone' };

/** Reads files that were shared in Slack. */
export type ReadShared = (file: SlackFile) => Promise<Shared>;

/** `apiUrl`: of a local stand-in of Slack, which keeps its files itself. */
export function createSharedFiles(needs: {
  readonly token: string;
  readonly apiUrl?: string | undefined;
}): ReadShared {
  const home = needs.apiUrl === undefined ? SLACK_FILES : new URL(needs.apiUrl).origin;
  return async ({ url_private_download: url, size }) => {
    if (!URL.canParse(url) || new URL(url).origin !== home) return { ok: false, why: 'elsewhere' };
    if (size > MOST_BYTES) return { ok: false, why: 'too large' };
    const response = await fetch(url, {
      headers: { authorization: `Bearer ${needs.token}` },
      redirect: 'error',
      signal: AbortSignal.timeout(LONGEST),
    });
    const { body } = response;
    if (response.status === 404 || body === null) return { ok: false, why: 'gone' };
    // To whoever is not let in Slack shows a page to sign in, with status 200.
    const length = Number(response.headers.get('content-length') ?? size);
    if (!response.ok || length !== size) {
      await body.cancel();
      return { ok: false, why: 'not let in' };
    }
    return { ok: true, content: upTo(size, body) };
  };
}

/** Never more than was announced, whatever comes. */
async function* upTo(size: number, body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  let seen = 0;
  for await (const piece of body) {
    seen += piece.length;
    if (seen > size) throw new Error('The file is longer than Slack said.');
    yield piece;
  }
  if (seen < size) throw new Error('The file ended before its end.');
}
