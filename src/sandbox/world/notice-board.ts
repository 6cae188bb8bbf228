import type { SandboxClock } from '../clock.ts';
import { type Notice, noticesOf } from '../import-team/schedule.ts';
import type { Ledger } from './ledger.ts';
import type { Project, WorldRecord } from './record.ts';

/** Posts the import team's notices when they are due, earliest first. */
export interface NoticeBoard {
  onNotice(listener: (text: string) => void): () => void;
  post(text: string): void;
  stop(): void;
}

/** A notice that nobody has seen fall due (the clock jumped) is posted at once. */
export function startNoticeBoard(
  clock: SandboxClock,
  ledger: Ledger,
  release: number,
): NoticeBoard {
  const listeners = new Set<(text: string) => void>();
  let waiting = new AbortController();
  let posting = false;

  const post = (text: string) => {
    for (const listener of listeners) listener(text);
  };
  /** The notices not yet posted, by project, earliest first; only changed projects are planned anew. */
  let planned: WorldRecord | undefined;
  let plans = new Map<string, readonly Notice[]>();

  function plan(project: Project): void {
    const { begunAt, posted } = ledger.record;
    const open = noticesOf(project, release)
      .filter(({ at, key }) => at >= begunAt && !posted.includes(key))
      .sort((a, b) => a.at - b.at);
    if (open.length > 0) plans.set(project.uuid, open);
    else plans.delete(project.uuid);
  }

  function update(changed: Project | undefined): void {
    if (planned !== ledger.record) {
      planned = ledger.record;
      plans = new Map();
      for (const project of planned.projects) plan(project);
    } else if (changed) plan(changed);
  }

  function takeDue(): readonly Notice[] {
    const now = ledger.now();
    const due: Notice[] = [];
    for (const [uuid, plan] of plans) {
      const count = plan.filter(({ at }) => at <= now).length;
      if (count === 0) continue;
      due.push(...plan.slice(0, count));
      if (count < plan.length) plans.set(uuid, plan.slice(count));
      else plans.delete(uuid);
    }
    return due.sort((a, b) => a.at - b.at);
  }

  /** Posts what is due and sleeps until the next; every change of the world begins it anew. */
  function look(changed?: Project): void {
    if (posting) return;
    posting = true;
    update(changed);
    const due = takeDue();
    for (const { key, text } of due) {
      ledger.record.posted.push(key);
      post(text);
    }
    if (due.length > 0) ledger.touch();
    posting = false;
    waiting.abort();
    waiting = new AbortController();
    let next = Number.POSITIVE_INFINITY;
    for (const [first] of plans.values()) next = Math.min(next, first?.at ?? next);
    if (next === Number.POSITIVE_INFINITY) return;
    clock.sleep(next - ledger.now(), waiting.signal).then(
      () => look(),
      () => undefined,
    );
  }

  ledger.onChange(look);
  look();
  return {
    onNotice(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    post,
    stop() {
      posting = true;
      waiting.abort();
    },
  };
}
