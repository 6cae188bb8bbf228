import { bars, coloured, everyName, picture, ROW, title, values } from './bars.ts';

interface Bar {
  readonly name: string;
  readonly datasets: number;
}

/** Where datasets stand, as the picture shows it. */
export interface DatasetsShown {
  readonly byState: readonly Bar[];
  /** Of those that are on their way: how long they have stood as they do. */
  readonly byAge: readonly Bar[];
}

/** From what others have, over what we are at, to what is on the site. */
const COLOURS: Readonly<Record<string, string>> = {
  external: '#8a99a8',
  published_dev: '#6fa58b',
  published: '#2f7d5b',
};
/** The longer, the more it asks to be looked at. */
const AGES = ['#9cc1dd', '#6a9fca', '#2b6ca3', '#a37b2b', '#b5432f'];
const LEFT = 150; // pixels for names
const LONGEST = 400; // pixels of the longest bar

/** Two charts, one below the other, as SVG. */
export function datasetsChart({ byState, byAge }: DatasetsShown): string {
  const below = 76 + byState.length * ROW;
  const grid = { left: LEFT, width: LONGEST };
  return picture(below + 64 + byAge.length * ROW, {
    title: [title('Datasets by state', 24, 22), title('On their way, unmoved for', 24, below)],
    grid: [
      { ...grid, top: 54, height: byState.length * ROW },
      { ...grid, top: below + 32, height: byAge.length * ROW },
    ],
    xAxis: [0, 1].map((gridIndex) => ({ ...values, gridIndex })),
    yAxis: [byState, byAge].map((all, gridIndex) => ({
      ...everyName(all),
      gridIndex,
      inverse: true,
    })),
    series: [
      bars(
        0,
        'right',
        byState.map(({ name, datasets }) => coloured(datasets, COLOURS[name])),
      ),
      bars(
        1,
        'right',
        byAge.map(({ datasets }, index) => coloured(datasets, AGES[index])),
      ),
    ],
  });
}
