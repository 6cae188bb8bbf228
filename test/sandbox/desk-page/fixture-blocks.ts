/** Block Kit for the fixture: one of everything that the page draws. */
const plain = (text: string) => ({ type: 'plain_text', text });
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });
const option = (text: string, value: string, description?: string) => ({
  text: plain(text),
  value,
  ...(description !== undefined && { description: plain(description) }),
});
const rich = (...elements: object[]) => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements }],
});
const text = (words: string, style?: object) => ({
  type: 'text',
  text: words,
  ...(style && { style }),
});
const task = (task_id: string, status: string, title: string, details?: object) => ({
  type: 'task_card',
  task_id,
  status,
  title,
  ...(details && { details }),
});

/** What asks one of them to press something. */
export const handOff: readonly object[] = [
  {
    type: 'section',
    block_id: 'asked',
    text: mrkdwn('<!subteam^S000IMPORT|@import-team>: *FetalGutSim* is ready to import.'),
  },
  {
    type: 'actions',
    block_id: 'answers',
    elements: [
      { type: 'button', action_id: 'event:imported', text: plain('Imported'), value: 'imported' },
    ],
  },
];

/** A dataset's card, as the bot keeps it. */
export const card: readonly object[] = [
  {
    type: 'section',
    block_id: 'title',
    text: mrkdwn(
      '*FetalGutSim* · cycle 2 · `f5057fee` · <http://127.0.0.1:1/ingest|ingest> · <http://127.0.0.1:1/browser|browser>',
    ),
    accessory: {
      type: 'overflow',
      action_id: 'more',
      options: [option('Add a note', 'note'), option('Show the history', 'history')],
    },
  },
  {
    type: 'plan',
    block_id: 'plan',
    title: 'Release of FetalGutSim',
    tasks: [
      task('1', 'complete', 'Submitted by @ana, Tue 10:02'),
      task('2', 'complete', 'Exported in 1 h 35 min', rich(text('12 of 12 assays, 38.2 GB'))),
      task(
        '3',
        'in_progress',
        'Import requested',
        rich(
          text('With '),
          { type: 'usergroup', usergroup_id: 'S000IMPORT' },
          text(' since Tue 11:40 (3 h)'),
        ),
      ),
      task('4', 'pending', 'Snapshot'),
      task('5', 'pending', 'In the browser'),
      task('6', 'error', 'Final check', rich(text('3 files are missing in the index.'))),
    ],
  },
  {
    type: 'actions',
    block_id: 'decide',
    elements: [
      { type: 'button', action_id: 'imported', text: plain('Imported'), style: 'primary' },
      { type: 'button', action_id: 'problem', text: plain('There is a problem') },
      {
        type: 'button',
        action_id: 'delete',
        text: plain('Clean up'),
        style: 'danger',
        confirm: {
          title: plain('Delete 412 objects?'),
          text: mrkdwn('*3 of them* could not be restored.'),
          confirm: plain('Delete 412 objects'),
          deny: plain('Not now'),
          style: 'danger',
        },
      },
    ],
  },
  {
    type: 'context',
    block_id: 'foot',
    elements: [
      mrkdwn('Release 56 · managed access: no · 1 note · usually done by Thu (8 of the last 10)'),
    ],
  },
];

/** What reads: all kinds of text, and blocks that the page cannot know or that are broken. */
export const reading: readonly object[] = [
  { type: 'header', block_id: 'h', text: plain('Weekly digest') },
  {
    type: 'section',
    block_id: 'marks',
    text: mrkdwn(
      'Marks: *bold* _italic_ ~strike~ `code` :white_check_mark: <@U00000ANA1> <!subteam^S000WRANGL> <#C0DATAOPS2|data-ops> due <!date^1762250400^{date_short_pretty} at {time}|soon>\n&gt; a quote with *weight*\n• first\n• second',
    ),
    fields: [mrkdwn('*Objects*\n412'), mrkdwn('*Size*\n38.2 GB')],
  },
  { type: 'divider' },
  {
    type: 'markdown',
    block_id: 'md',
    text: '## What to do\n\n1. Open the **row**\n2. Check `uuid` and [the log](http://127.0.0.1:1/log)\n\n```sh\nhandoff verify --all\n```',
  },
  {
    type: 'rich_text',
    block_id: 'rt',
    elements: [
      {
        type: 'rich_text_section',
        elements: [
          text('Rich '),
          text('text', { bold: true, italic: true }),
          text(' with '),
          { type: 'user', user_id: 'U00000BEN2' },
          text(' and '),
          { type: 'emoji', name: 'tada' },
        ],
      },
      {
        type: 'rich_text_list',
        style: 'ordered',
        elements: ['one', 'two'].map((word) => ({
          type: 'rich_text_section',
          elements: [text(word)],
        })),
      },
      { type: 'rich_text_quote', elements: [text('said somebody')] },
      { type: 'rich_text_preformatted', elements: [text('EBI,f5057fee-…,No')] },
    ],
  },
  {
    type: 'table',
    block_id: 'board',
    column_settings: [{}, {}, { align: 'right' }],
    rows: [
      ['Dataset', 'Stage', 'Since'].map((words) => ({ type: 'raw_text', text: words })),
      [
        { type: 'raw_text', text: 'FetalGutSim' },
        rich(text('Import requested', { bold: true })),
        { type: 'raw_text', text: '3 h' },
      ],
      [
        { type: 'raw_text', text: 'Lung20' },
        rich(text('Exporting')),
        { type: 'raw_number', value: 4, text: '4 h 05 min' },
      ],
    ],
  },
  { type: 'image', block_id: 'picture', image_url: '/missing.png', alt_text: 'Objects per week' },
  { type: 'hologram', block_id: 'future' },
  { type: 'section', block_id: 'broken', text: 7, fields: 'none' },
];

export const hostileName = '<img src=x onerror="window.hacked = true">';

export const hostile: readonly object[] = [
  {
    type: 'section',
    block_id: 'hostile',
    text: mrkdwn(
      `Raw ${hostileName} and &lt;!channel&gt; and &amp;lt; and <javascript:alert(1)|click> *${'x'.repeat(300)}*`,
    ),
  },
];

/** Every element, in a modal. */
export const form: readonly object[] = [
  {
    type: 'alert',
    block_id: 'note',
    level: 'warning',
    text: mrkdwn('*412 objects* lie in the staging area.'),
  },
  input('name', 'Short name', { type: 'plain_text_input', placeholder: plain('FetalGutSim') }),
  {
    ...input('reason', 'Reason', { type: 'plain_text_input', multiline: true }),
    hint: plain('The wrangler reads this.'),
  },
  input('mail', 'Mail', { type: 'email_text_input', initial_value: 'ana@example.org' }),
  { ...input('site', 'Address', { type: 'url_text_input' }), optional: true },
  {
    ...input('count', 'Assays', { type: 'number_input', is_decimal_allowed: false }),
    optional: true,
  },
  input('release', 'Release', {
    type: 'static_select',
    initial_option: option('Release 56', '56'),
    options: [option('Release 55', '55'), option('Release 56', '56'), option('Release 57', '57')],
  }),
  input('dataset', 'Dataset', { type: 'external_select', min_query_length: 1 }),
  input('parts', 'Parts', {
    type: 'multi_static_select',
    options: [option('Metadata', 'm'), option('Data', 'd'), option('Spreadsheet', 's')],
  }),
  input('access', 'Managed access', {
    type: 'radio_buttons',
    initial_option: option('No', 'no'),
    options: [option('No', 'no'), option('Yes', 'yes', 'Consent is checked first')],
  }),
  {
    ...input('tell', 'Tell', {
      type: 'checkboxes',
      options: [option('Import team', 'import'), option('Browser team', 'browser')],
    }),
    optional: true,
  },
  { ...input('day', 'Day', { type: 'datepicker', initial_date: '2025-11-06' }), optional: true },
  { ...input('hour', 'Hour', { type: 'timepicker', initial_time: '09:30' }), optional: true },
  { ...input('owner', 'Owner', { type: 'users_select' }), optional: true },
  { ...input('where', 'Channel', { type: 'conversations_select' }), optional: true },
];

function input(name: string, label: string, element: object) {
  return {
    type: 'input',
    block_id: name,
    label: plain(label),
    element: { ...element, action_id: `${name}-field` },
  };
}

export const home: readonly object[] = [
  { type: 'header', block_id: 'hh', text: plain('Waiting for you') },
  {
    type: 'section',
    block_id: 'hs',
    text: mrkdwn('*FetalGutSim* · import requested · 3 h'),
    accessory: { type: 'button', action_id: 'open', text: plain('Open the card') },
  },
  { type: 'divider' },
  { type: 'header', block_id: 'hr', text: plain('Running') },
  {
    type: 'section',
    block_id: 'hn',
    text: mrkdwn('*Lung20* · exporting · assays 31 of 48 · last change 2 min ago'),
  },
  {
    type: 'actions',
    block_id: 'ha',
    elements: [
      { type: 'button', action_id: 'new', text: plain('New export'), style: 'primary' },
      {
        type: 'static_select',
        action_id: 'filter',
        placeholder: plain('Show'),
        options: [option('Everything', 'all'), option('Mine', 'mine')],
      },
    ],
  },
];
