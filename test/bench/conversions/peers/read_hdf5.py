"""A table in HDF5, one JSON array a row, numbers with all of their digits: read_hdf5.py PATH."""

import json
import sys

import h5py

with h5py.File(sys.argv[1]) as file:
    group = file["data"]
    columns = [group[name] for name in group.attrs["column-order"]]
    plain = [
        column.asstr()[:].tolist() if column.dtype.kind in "SO" else column[:].tolist()
        for column in columns
    ]
    for row in zip(*plain):
        print(json.dumps([None if cell != cell else cell for cell in row]))
