"""A workbook's first sheet as CSV, row by row: with_openpyxl.py INPUT OUTPUT."""

import csv
import sys

import openpyxl

path, made = sys.argv[1:3]
book = openpyxl.load_workbook(path, read_only=True)
with open(made, "w", newline="") as file:
    csv.writer(file).writerows(book.worksheets[0].iter_rows(values_only=True))
