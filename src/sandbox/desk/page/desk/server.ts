import type {
  Answer,
  AskOptions,
  Controls,
  Dismiss,
  OpenHome,
  OptionsAnswer,
  Press,
  Say,
  Shortcut,
  Submit,
  SubmitAnswer,
} from '../../page-contract.ts';

const unreachable = 'The desk did not answer. Is the sandbox still running?';

interface Failure {
  readonly ok: false;
  readonly error: string;
}

export function say(body: Say): Promise<Answer> {
  return ask('/desk/say', body);
}

export function press(body: Press): Promise<Answer> {
  return ask('/desk/press', body);
}

export function options(body: AskOptions): Promise<OptionsAnswer> {
  return ask('/desk/options', body);
}

export function submit(body: Submit): Promise<SubmitAnswer> {
  return ask('/desk/submit', body);
}

export function dismiss(body: Dismiss): Promise<Answer> {
  return ask('/desk/dismiss', body);
}

/** The person has this channel before them: what called them there is read. */
export function look(body: { readonly person: string; readonly channel: string }): Promise<Answer> {
  return ask('/desk/look', body);
}

/** Chooses what the app offers on a message. */
export function shortcut(body: Shortcut): Promise<Answer> {
  return ask('/desk/shortcut', body);
}

export function openHome(body: OpenHome): Promise<Answer> {
  return ask('/desk/open-home', body);
}

export function readControls(): Promise<Controls> {
  return fetchJson('/controls');
}

export function turn(control: 'skip' | 'scenario' | 'fault' | 'reset', body: object) {
  return fetchJson<Controls>(`/controls/${control}`, body);
}

/** A question to the desk; a desk that is away answers like one that refuses. */
async function ask<T>(path: string, body: object): Promise<T | Failure> {
  try {
    return await fetchJson<T>(path, body);
  } catch {
    return { ok: false, error: unreachable };
  }
}

async function fetchJson<T>(path: string, body?: object): Promise<T> {
  const response = await fetch(path, body ? posted(body) : {});
  if (!response.headers.get('content-type')?.startsWith('application/json')) {
    throw new Error(`${path} answered ${response.status} without JSON`);
  }
  const answer: T = await response.json();
  return answer;
}

function posted(body: object): RequestInit {
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
}
