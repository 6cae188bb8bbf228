"""One table from one file to another, as pandas does it by itself: with_pandas.py INPUT OUTPUT HOW."""

import sys

import pandas

path, made, how = sys.argv[1:4]


def columns_in_hdf5(frame):
    """The layout of ours: a dataset a column and an index, in chunks, gzip 4, text of one width."""
    import h5py
    import numpy

    with h5py.File(made, "w") as file:
        group = file.create_group("data")
        group.attrs["column-order"] = list(frame.columns)
        chunks = (min(65_536, len(frame)),)
        how = {"chunks": chunks, "compression": "gzip", "compression_opts": 4}
        group.create_dataset("_index", data=numpy.arange(len(frame)), **how)
        for name in frame.columns:
            values = frame[name].to_numpy()
            if values.dtype == object:
                values = numpy.char.encode(frame[name].fillna("").to_numpy(str), "utf-8")
            group.create_dataset(name, data=values, **how)


if path.endswith(".xlsx"):
    frame = pandas.read_excel(path, engine=how)
else:
    frame = pandas.read_csv(path)

if how == "read":
    pass
elif made.endswith(".xlsx"):
    frame.to_excel(made, index=False, engine=how)
elif made.endswith(".h5"):
    columns_in_hdf5(frame)
elif made.endswith(".json"):
    frame.to_json(made, orient="records")
elif made.endswith(".tsv"):
    frame.to_csv(made, sep="\t", index=False)
else:
    frame.to_csv(made, index=False)
