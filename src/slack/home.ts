import type { App } from '@slack/bolt';
import { admit } from './interaction/admission.ts';
import { withinLimits } from './limits.ts';
import type { Needs } from './needs.ts';
import { section } from './views/blocks.ts';
import { homeBlocks } from './views/home.ts';
import { escaped } from './views/text.ts';

/** A person's Home tab, drawn when they look at it. */
export function registerHome(app: App, needs: Needs): void {
  app.event('app_home_opened', async ({ event, body }) => {
    if (event.tab !== 'home') return;
    await publishHome(needs, event.user, body.team_id, `home:${event.user}:${event.event_ts}`);
  });
}

async function publishHome(needs: Needs, person: string, team: string, key: string): Promise<void> {
  const { operations, roles, client, log } = needs;
  const admitted = await admit(needs, { key, person, team, attempted: 'open Home' });
  if (!admitted.ok) {
    const blocks = [section(escaped(admitted.why, 500))];
    await client.views.publish({ user_id: person, view: { type: 'home', blocks } });
    return;
  }
  const [waiting, open, released] = await Promise.all([
    operations.report.mine(admitted.actor),
    operations.report.board(),
    operations.report.released(),
  ]);
  const theirs = new Set(waiting.rows.map(({ card }) => card.cycle.id));
  const others = open.rows.filter(({ card }) => !theirs.has(card.cycle.id));
  const running = { rows: others, total: open.total - waiting.total };
  const blocks = homeBlocks({ waiting, running, released }, roles);
  try {
    await client.views.publish({
      user_id: person,
      view: { type: 'home', blocks: [...withinLimits(blocks, 'home')] },
    });
  } catch (error) {
    // Drawn anew whenever it is opened; nobody's work depends on it.
    log.warn('home not published', { person, message: String(error) });
  }
}
