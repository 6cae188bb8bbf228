"""A table in NetCDF, one JSON array a row, numbers with all of their digits: read_netcdf.py PATH."""

import json
import sys

import netCDF4

with netCDF4.Dataset(sys.argv[1]) as file:
    columns = [variable[:] for variable in file.variables.values()]
    # Texts with a missing one are never masked: the file says which text stands for it.
    missing = [getattr(variable, "missing_value", None) for variable in file.variables.values()]
    plain = [column.tolist() for column in columns]
    for row in zip(*plain):
        print(json.dumps([None if cell != cell or cell == none else cell for cell, none in zip(row, missing)]))
