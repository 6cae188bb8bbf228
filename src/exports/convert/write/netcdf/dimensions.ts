import type { File } from '../../hdf5/library.ts';
import { besides } from './names.ts';

/** How netCDF marks a dimension that has no values of its own. */
const NOT_A_VARIABLE = 'This is a netCDF dimension but not a netCDF variable.';

/** The dimensions of a file: each is made when it is first asked for. */
export class Dimensions {
  readonly #file: File;
  readonly #taken: ReadonlySet<string>;
  readonly #made = new Map<string, string>();

  constructor(file: File, taken: ReadonlySet<string>) {
    this.#file = file;
    this.#taken = taken;
  }

  /** The path of its scale. */
  of(wanted: string, length: number): string {
    const path = this.#made.get(wanted) ?? this.#make(besides(this.#taken, wanted), length);
    this.#made.set(wanted, path);
    return path;
  }

  #make(name: string, length: number): string {
    const scale = this.#file.create_dataset({
      name,
      data: [],
      shape: [0],
      maxshape: [length === 0 ? null : length], // one of no length is one that may grow
      chunks: [Math.max(1, Math.min(length, 65_536))],
      dtype: '<i',
    });
    if (length > 0) scale.resize([length]);
    scale.make_scale(`${NOT_A_VARIABLE}${String(length).padStart(10)}`);
    return scale.path;
  }
}
