import { expect, it } from 'vitest';
import { startSandbox } from '../world/sandbox.ts';

const answers: Readonly<Record<string, string>> = {
  Email: 'wrangler.one@example.org',
  'Release #': '58',
  Institution: 'EBI',
  'Project Name': 'FetalGutSim "second" <draft> & more',
  'Is this a new, updated or analysis project?': 'new',
  'Project UUID': 'f5057fee-4c3e-4459-82dd-21250b729601',
  'Does the project contain managed access data?': 'No',
};

async function startForm() {
  const sandbox = await startSandbox();
  const { importFormFields, importFormUrl } = sandbox.world;
  const filled = new URLSearchParams();
  for (const { entry, label } of importFormFields) {
    const value = answers[label];
    if (value !== undefined) filled.set(entry, value);
  }
  const post = (body: URLSearchParams) =>
    fetch(importFormUrl.replace('viewform', 'formResponse'), { method: 'POST', body });
  return Object.assign(sandbox, { filled, post });
}

it('shows its thirteen fields filled in from the address', async () => {
  await using form = await startForm();
  expect(form.world.importFormFields).toHaveLength(13);
  const page = await fetch(`${form.world.importFormUrl}?usp=pp_url&${form.filled}`);
  expect(page.headers.get('content-type')).toMatch(/^text\/html/);
  const html = await page.text();
  for (const { entry } of form.world.importFormFields) expect(html).toContain(`name="${entry}"`);
  expect(html).toContain('value="FetalGutSim &quot;second&quot; &lt;draft&gt; &amp; more"');
  expect(html).toContain('value="EBI" checked');
});

it('records a response', async () => {
  await using form = await startForm();
  const answer = await form.post(form.filled);
  expect(await answer.text()).toContain('Your response has been recorded');
  const [request] = form.world.importRequests;
  expect(request?.fields).toMatchObject(answers);
  expect(Object.keys(request?.fields ?? {})).toHaveLength(13);
});

it('keeps what was typed and says what is missing', async () => {
  await using form = await startForm();
  form.filled.set('entry.1000002', 'next');
  form.filled.delete('entry.1000001');
  const answer = await form.post(form.filled);
  expect(answer.status).toBe(400);
  const html = await answer.text();
  expect(html).toContain('Must be a whole number');
  expect(html).toContain('This is a required question');
  expect(html).toContain('value="next"');
  expect(form.world.importRequests).toEqual([]);
});
