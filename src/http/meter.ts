import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Standing } from '../operations/programs.ts';

/** What is counted and timed, for Prometheus. */
export interface Meter {
  onEvent(runbook: string, event: string): void;
  onCall(system: string, outcome: string): void;
  /** Starts a stopwatch for one request of Slack; what it returns stops it. */
  timeAnswer(): () => void;
  /** All of it as text, with how things stand now. */
  text(standing: Standing): Promise<string>;
  readonly contentType: string;
}

export function createMeter(): Meter {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const events = new Counter({
    name: 'handoff_events_total',
    help: 'Changes of datasets since the start, by runbook and event',
    labelNames: ['runbook', 'event'],
    registers,
  });
  const calls = new Counter({
    name: 'handoff_upstream_calls_total',
    help: 'Calls to the systems around the bot, by how they ended',
    labelNames: ['system', 'outcome'],
    registers,
  });
  const answers = new Histogram({
    name: 'handoff_slack_ack_seconds',
    help: 'Until Slack has its answer; Slack waits 3 seconds',
    buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 3],
    registers,
  });
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers });
  const waiting = gauge('handoff_outbox_waiting', 'What is still to be delivered');
  const givenUp = gauge(
    'handoff_outbox_given_up',
    'What could not be delivered and waits for a person',
  );
  const lag = gauge(
    'handoff_outbox_lag_seconds',
    'Age of the oldest that is still to be delivered',
  );
  const alerts = gauge('handoff_open_alerts', 'Datasets that are late and have been alerted of');
  const open = new Gauge({
    name: 'handoff_open_cycles',
    help: 'Datasets under way, by runbook and state',
    labelNames: ['runbook', 'state'],
    registers,
  });

  return {
    onEvent: (runbook, event) => events.inc({ runbook, event }),
    onCall: (system, outcome) => calls.inc({ system, outcome }),
    timeAnswer: () => answers.startTimer(),
    contentType: registry.contentType,
    async text(standing) {
      waiting.set(standing.outbox.waiting);
      givenUp.set(standing.outbox.givenUp);
      lag.set(standing.outbox.lag / 1000);
      alerts.set(standing.alerts);
      open.reset();
      for (const { runbook, state, count } of standing.open) open.set({ runbook, state }, count);
      return registry.metrics();
    },
  };
}
