/** What Slack delivers, as it writes it; `effect` names what is to come of it, once. */
export interface Payload {
  readonly effect: string;
  readonly type: string;
  readonly body: string;
}

const FORM = 'application/x-www-form-urlencoded';
const team = { id: 'T0', domain: 'dcp' };
const user = (id: string) => ({ id, username: id, name: id, team_id: team.id });
const interactive = (payload: object): Pick<Payload, 'type' | 'body'> => ({
  type: FORM,
  body: new URLSearchParams({ payload: JSON.stringify(payload) }).toString(),
});
const stamp = (n: number): string => `1772450000.${String(n).padStart(6, '0')}`;

export function command(n: number, person: string, text: string, responseUrl: string): Payload {
  const body = new URLSearchParams({
    team_id: team.id,
    channel_id: 'C0OPS',
    channel_name: 'dcp-ops',
    user_id: person,
    user_name: person,
    command: '/export',
    text,
    api_app_id: 'A0',
    is_enterprise_install: 'false',
    response_url: responseUrl,
    trigger_id: `command.${n}`,
  });
  return { effect: `asked ${text}`, type: FORM, body: body.toString() };
}

export function press(n: number, person: string, cycleId: string, responseUrl: string): Payload {
  return {
    effect: `imported ${cycleId}`,
    ...interactive({
      type: 'block_actions',
      team,
      user: user(person),
      api_app_id: 'A0',
      is_enterprise_install: false,
      container: {
        type: 'message',
        message_ts: stamp(n),
        channel_id: 'C0OPS',
        is_ephemeral: false,
      },
      channel: { id: 'C0OPS', name: 'dcp-ops' },
      message: { type: 'message', ts: stamp(n), text: '' },
      state: { values: {} },
      response_url: responseUrl,
      trigger_id: `press.${n}`,
      actions: [
        {
          type: 'button',
          action_id: 'event:imported',
          block_id: 'b1',
          text: { type: 'plain_text', text: 'Imported' },
          value: JSON.stringify({ c: cycleId, t: 1, e: 'imported' }),
          action_ts: stamp(n),
        },
      ],
    }),
  };
}

export function noteForm(n: number, person: string, cycleId: string): Payload {
  const note = `The list was long (${n}).`;
  return {
    effect: `noted ${note}`,
    ...interactive({
      type: 'view_submission',
      team,
      user: user(person),
      api_app_id: 'A0',
      is_enterprise_install: false,
      trigger_id: `form.${n}`,
      view: {
        id: `V${n}`,
        type: 'modal',
        callback_id: 'form',
        hash: `${n}.abc`,
        title: { type: 'plain_text', text: 'Note on the process' },
        blocks: [],
        private_metadata: JSON.stringify({ c: cycleId, t: 1, e: 'note' }),
        state: { values: { note: { value: { type: 'plain_text_input', value: note } } } },
      },
    }),
  };
}

/** Slack marks a repeated event, though not always: one may say again that it is the first. */
export function notice(n: number, text: string): Payload {
  return {
    effect: `heard ${text}`,
    type: 'application/json',
    body: JSON.stringify({
      type: 'event_callback',
      team_id: team.id,
      api_app_id: 'A0',
      event_id: `Ev${n}`,
      event_time: 1772450000,
      retry_attempt: 0,
      authorizations: [{ team_id: team.id, user_id: 'U0BOT', is_bot: true }],
      event: {
        type: 'message',
        subtype: 'bot_message',
        bot_id: 'B0MONSTER',
        channel: 'C0NEWS',
        channel_type: 'channel',
        ts: stamp(n),
        text,
      },
    }),
  };
}
