"""Prints a file's header and cells as JSON: each cell as text, missing ones as null."""
import csv
import datetime
import json
import math
import re
import sys


def text(value):
    if value is None:
        return None
    if isinstance(value, bool) or type(value).__name__ == "bool_":
        return "true" if value else "false"
    if isinstance(value, datetime.datetime):
        plain = value.replace(tzinfo=None).isoformat()
        return (plain.rstrip("0") if value.microsecond else plain) + ("Z" if value.tzinfo else "")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8")
    if isinstance(value, float):
        if math.isnan(value):
            return "NaN"
        if math.isinf(value):
            return "Inf" if value > 0 else "-Inf"
        return repr(float(value))
    return str(value)


def from_csv(path, delimiter):
    with open(path, newline="", encoding="utf-8") as file:
        header, *rows = list(csv.reader(file, delimiter=delimiter))
    return header, rows, {}


def from_json(path):
    with open(path, encoding="utf-8") as file:
        content = file.read()
    try:
        rows = json.loads(content)
    except json.JSONDecodeError:
        rows = [json.loads(line) for line in content.splitlines()]
    header = list(rows[0]) if rows else []
    return header, [[row.get(name) for name in header] for row in rows], {}


def from_avro(path):
    import warnings

    warnings.simplefilter("ignore")  # it knows no local times, and says so
    from avro.datafile import DataFileReader
    from avro.io import DatumReader

    with DataFileReader(open(path, "rb"), DatumReader()) as reader:
        fields = json.loads(reader.schema)["fields"]
        meanings = [part.get("logicalType") for _, part in (f["type"] for f in fields) if isinstance(part, dict)]
        local = [f["name"] for f in fields if "local-timestamp-micros" in str(f["type"])]
        rows = list(reader)
    start = datetime.datetime(1970, 1, 1)
    for row in rows:
        for name in local:
            if row[name] is not None:
                row[name] = start + datetime.timedelta(microseconds=row[name])
    header = [f["name"] for f in fields]
    return header, [[row[name] for name in header] for row in rows], {"meanings": meanings}


def from_excel(path):
    import openpyxl

    book = openpyxl.load_workbook(path)
    rows = []

    def value(cell):
        if isinstance(cell.value, str):
            # openpyxl leaves the escape of ECMA-376 (ST_Xstring) as it is
            return re.sub("_x([0-9A-F]{4})_", lambda code: chr(int(code[1], 16)), cell.value)
        day = isinstance(cell.value, datetime.datetime) and "h" not in cell.number_format
        return cell.value.date() if day else cell.value

    for sheet in book.worksheets:
        some = [[value(cell) for cell in row] for row in sheet.iter_rows()]
        rows += some if not rows else some[1:]
    sheet = book.worksheets[0]
    types = sorted({cell.data_type for row in sheet.iter_rows() for cell in row})
    facts = {
        "sheets": book.sheetnames,
        "frozen": sheet.freeze_panes,
        "bold": all(cell.font.b for cell in sheet[1]),
        "types": types,
    }
    return ["" if name is None else str(name) for name in rows[0]], rows[1:], facts


def from_hdf5(path):
    import h5py

    with h5py.File(path, "r") as file:
        group = file[list(file)[0]]
        header = [str(name) for name in group.attrs["column-order"]]
        columns = [group[name] for name in header]
        facts = {
            "encoding": group.attrs["encoding-type"],
            "compression": columns[0].compression,
            "index": [int(n) for n in group[group.attrs["_index"]][:3]],
        }
        rows = list(zip(*[column[:].tolist() for column in columns]))
        return header, rows, facts


def from_netcdf(path):
    import netCDF4

    def cells(variable):
        values = variable[:].tolist()
        if "units" in variable.ncattrs():
            options = {"only_use_cftime_datetimes": False, "only_use_python_datetimes": True}
            zone = datetime.timezone.utc if variable.units.endswith("UTC") else None
            times = [v if v is None else netCDF4.num2date(v, variable.units, variable.calendar, **options) for v in values]
            if variable.units.startswith("days"):
                return [None if t is None else t.date() for t in times]
            return [None if t is None else t.replace(tzinfo=zone) for t in times]
        if "flag_meanings" in variable.ncattrs():
            return [None if v is None else bool(v) for v in values]
        missing = getattr(variable, "missing_value", None)
        return [None if isinstance(v, str) and v == missing else v for v in values]

    with netCDF4.Dataset(path) as file:
        header = list(file.variables)
        facts = {"model": file.data_model, "dimensions": {name: len(one) for name, one in file.dimensions.items()}}
        return header, list(zip(*[cells(variable) for variable in file.variables.values()])), facts


def main(format, path):
    if format in ("csv", "tsv"):
        header, rows, facts = from_csv(path, "," if format == "csv" else "\t")
    else:
        readers = {
            "json": from_json,
            "ndjson": from_json,
            "excel": from_excel,
            "avro": from_avro,
            "hdf5": from_hdf5,
            "netcdf": from_netcdf,
        }
        header, rows, facts = readers[format](path)
    print(json.dumps({"header": header, "rows": [[text(cell) for cell in row] for row in rows], "facts": facts}))


main(*sys.argv[1:])
