import { describe, expect, test } from 'vitest';
import { readSourcesConfig } from '../../src/tracker/sources/sources-config.ts';
import { STAGES } from '../../src/tracker/state/stage.ts';

const read = (text: string) => readSourcesConfig(text, 'sources_config.json');
const faultsOf = (text: string): readonly string[] => {
  const config = read(text);
  return config.ok ? [] : config.faults;
};
const entry = '{"stage": ["loading"], "tech": ["bulk"]}';

describe('sources_config.json', () => {
  test('is taken as it is: folders, addresses and buckets, with lists of stages and technologies', () => {
    const config = read(`{
\t"/nfs/loading/": {"stage": ["loading", "analysing"], "tech": ["bulk", "sc"], "resource": 1, "source": ["x"]},
\t"https://www.example.org/gxa/json/experiments?all=1": {"stage": ["published"], "tech": []},
\t"s3://atlas/incoming": {"stage": ["incoming"], "tech": ["sc"]}
}`);
    expect(config).toMatchObject({
      ok: true,
      sources: [
        {
          kind: 'folder',
          location: '/nfs/loading',
          stages: ['loading', 'analysing'],
          tech: ['bulk', 'sc'],
          resource: 1,
          source: ['x'],
        },
        { kind: 'web', location: 'https://www.example.org/gxa/json/experiments?all=1', tech: [] },
        { kind: 'bucket', location: 's3://atlas/incoming' },
      ],
    });
  });

  test('a stage that no place has is a warning, and so is a key that nobody knows', () => {
    const config = read(`{"/a": {"stage": ["loading"], "tech": [], "owner": "ana"}}`);
    expect(config.ok && config.warnings).toEqual([
      'sources_config.json:1 /a owner: not known; stage, tech, resource, source are',
      `sources_config.json: no place has the stage ${STAGES.filter((s) => s !== 'loading').join(', ')}`,
    ]);
  });

  test.each([
    [
      '{\n"/a": {"stage": ["laoding"], "tech": []}}',
      /:2 \/a stage 0: "laoding" is no stage; there/,
    ],
    ['{"/a": {"stage": "loading", "tech": []}}', /:1 \/a stage: a list of stages, such as/],
    ['{"/a": {"stage": [], "tech": []}}', /:1 \/a stage 0: a list of stages/],
    ['{"/a":\n{"stage": ["loading"]}}', /:2 \/a tech: a list of technologies/],
    ['{"/a": {"stage": ["loading"], "tech": "bulk"}}', /\/a tech: a list of technologies/],
    ['{"/a": {"stage": ["loading"], "tech": [\n7]}}', /:2 \/a tech 0: text/],
    ['{"/a": []}', /:1 \/a: \{"stage"/],
    [`{"nfs/a": ${entry}}`, /:1 nfs\/a: neither an absolute path/],
    [`{"http://example.org/x": ${entry}}`, /http:\/\/example\.org\/x: neither/],
    [`{"https://ana:pass@example.org/x": ${entry}}`, /: neither/],
    [`{"/a": ${entry},\n"/a": ${entry}}`, /:2 Map keys must be unique/],
    [`{"/a": ${entry},\n"/a//": ${entry}}`, /:2 \/a\/\/: this place is there twice/],
    ['[]', /:1 an object with a key for each place/],
    ['{\n"/a": {"stage" ["loading"]}}', /:2 /],
    [`{"/a": ${entry},}`, /Expected double-quoted property name/],
    [`/a: ${entry}`, /:1 Unresolved plain scalar/],
    ['', /Unexpected end of JSON/],
  ])('says what is wrong in %j, and where', (text, says) => {
    expect(faultsOf(text)).toEqual([expect.stringMatching(says)]);
  });

  test('names every fault at once', () => {
    expect(faultsOf('{"a": {"stage": ["x", "y"], "tech": 1}}')).toHaveLength(4);
  });
});
