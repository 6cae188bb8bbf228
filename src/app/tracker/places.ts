import type { TrackedStore } from '../../config/tracker/tracker.ts';
import { createS3Store } from '../../objects/s3/s3-store.ts';
import type { Clock, Random } from '../../operations/ports.ts';
import { openBucket } from '../../tracker/crawl/bucket.ts';
import { openFolder } from '../../tracker/crawl/folder/folder.ts';
import type { Readers } from '../../tracker/crawl/folder/readers.ts';
import type { Place } from '../../tracker/crawl/place.ts';
import { openWebList } from '../../tracker/crawl/web.ts';
import type { Source } from '../../tracker/sources/source.ts';
import { createExperimentList } from '../../upstream/experiment-list.ts';

/** How each kind of place is opened. */
export function openPlaces(needs: {
  readonly store: TrackedStore | undefined;
  readonly accessKey: string;
  readonly secretKey: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly readers: Readers;
}): (source: Pick<Source, 'kind' | 'location'>) => Place {
  const { store, accessKey, secretKey, clock, random, readers } = needs;
  const experiments = createExperimentList({ clock });
  return ({ kind, location }) => {
    switch (kind) {
      case 'folder':
        return openFolder(location, readers);
      case 'web':
        return openWebList(location, { experiments, clock });
      case 'bucket': {
        if (store === undefined) throw new Error(`${location} has no store.`);
        const bucket = new URL(location).hostname;
        const place = { ...store, system: location, bucket, accessKey, secretKey };
        return openBucket(location, createS3Store({ ...place, random }));
      }
    }
  };
}
