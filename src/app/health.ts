import { seconds } from '../domain/duration.ts';
import type { Readiness, ReadinessPart } from '../http/health.ts';
import type { Clock, Log } from '../operations/ports.ts';
import type { SlackApp, SlackState } from '../slack/app.ts';
import type { Database } from '../storage/database.ts';
import { outboxLag } from '../storage/outbox.ts';
import type { Upstreams } from './upstreams.ts';

/** An outbox older than this means that people are not being told. */
const LAG_MOST = seconds(120);

/**
 * What the active instance says of itself. Only what it needs to take requests makes it not ready: over HTTP a
 * balancer would take Slack's clicks away from a bot that keeps them safely, just because telling people is behind
 * or an upstream is silent (docs/decisions/0010).
 */
export function readinessOf(needs: {
  readonly db: Database;
  readonly slack: SlackApp;
  readonly upstreams: Upstreams;
  readonly clock: Clock;
  readonly log: Log;
}): Readiness {
  const { db, slack, upstreams, clock, log } = needs;
  return async () => [...(await storeParts()), slackPart(slack.state()), ...upstreams.parts()];

  async function storeParts(): Promise<readonly ReadinessPart[]> {
    try {
      const lag = await outboxLag(db);
      const behind = lag.oldest === undefined ? 0 : clock.now().getTime() - lag.oldest.getTime();
      const says = `${lag.waiting} to be delivered, the oldest for ${Math.round(behind / 1000)} s; ${lag.givenUp} given up.`;
      return [
        { part: 'database', ok: true, needed: true, says: 'It answers.' },
        { part: 'outbox', ok: behind < LAG_MOST && lag.givenUp === 0, needed: false, says },
      ];
    } catch (error) {
      log.error('database does not answer', { error: String(error) });
      return [{ part: 'database', ok: false, needed: true, says: 'It does not answer.' }];
    }
  }
}

function slackPart(state: SlackState): ReadinessPart {
  const ok = state.started && (state.transport === 'http' || state.sockets > 0);
  return { part: 'slack', ok, needed: true, says: slackSays(state) };
}

function slackSays(state: SlackState): string {
  const { started, unreachable, transport, sockets, socketsWanted } = state;
  if (!started)
    return unreachable ? 'starting: Slack can’t be reached.' : 'starting: connecting to Slack.';
  return transport === 'http' ? 'Over HTTP.' : `${sockets} of ${socketsWanted} sockets.`;
}
