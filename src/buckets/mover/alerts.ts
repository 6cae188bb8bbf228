import { days } from '../../domain/duration.ts';
import type { MoverAlert } from '../../domain/mover-alert.ts';
import { asideMessagesToTell, noteToldOfMessages } from '../../storage/buckets/aside-messages.ts';
import { listHeld, noteToldOfHeld } from '../../storage/buckets/quarantine.ts';
import type { Database } from '../../storage/database.ts';

/** Resolves once it is certain to reach people; the same again, with the same key, changes nothing. */
export type Tell = (alert: MoverAlert, key: string) => Promise<void>;

/**
 * One alert for a dataset and a reason, however many objects there are; another one only when they have been released
 * and are held again. Messages that nobody understands are told of once a day at most.
 */
export async function tellAlerts(db: Database, tell: Tell, now: Date): Promise<void> {
  for (const held of await listHeld(db)) {
    const { dataset, fault: why, objects, firstKey, firstId } = held;
    if (held.isNews)
      await tell(
        { kind: 'quarantined', dataset, why, objects, firstKey },
        `quarantined ${firstId} ${why}`,
      );
    await noteToldOfHeld(db, held, now);
  }
  const aside = await asideMessagesToTell(db, new Date(now.getTime() - days(1)));
  if (aside === undefined) return;
  const { count: messages, why, firstId } = aside;
  await tell({ kind: 'messages set aside', messages, why }, `aside ${firstId}`);
  await noteToldOfMessages(db, now);
}
