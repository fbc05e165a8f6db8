"""Excel workbooks: sheets, cells, formats and what stands beside cells."""
