"""A table in Avro, one JSON array a row, numbers with all of their digits: read_avro.py PATH."""

import json
import sys

from avro.datafile import DataFileReader
from avro.io import DatumReader

with DataFileReader(open(sys.argv[1], "rb"), DatumReader()) as reader:
    for record in reader:
        print(json.dumps([None if cell != cell else cell for cell in record.values()]))
