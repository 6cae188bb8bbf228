import { ArchiveFailure } from '../failure.ts';

/**
 * A small answer, whatever its status.
 * @throws {ArchiveFailure} `upload`, passing, where there is none.
 */
export async function ask(
  system: string,
  url: string | URL,
  headers: Readonly<Record<string, string>>,
  { signal, silence }: { readonly signal: AbortSignal; readonly silence: number },
): Promise<{ readonly status: number; readonly text: string }> {
  try {
    const answer = await fetch(url, {
      headers,
      redirect: 'error', // whoever is pointed to must not get what was meant for another
      signal: AbortSignal.any([signal, AbortSignal.timeout(silence)]),
    });
    return { status: answer.status, text: await answer.text() };
  } catch (cause) {
    signal.throwIfAborted();
    throw new ArchiveFailure('upload', `${system} does not answer.`, { cause, passing: true });
  }
}
