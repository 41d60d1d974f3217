# Excel workbooks (.xlsx).

# The first sheet that is not empty, as text: records as in read_text_records().
read_sheet_records <- function(path, call) {
  need_package("readxl", "to read .xlsx files.")
  sheets <- from_readxl(readxl::excel_sheets(path), path, call)
  for (sheet in sheets) {
    cells <- from_readxl(readxl::read_excel(path, sheet,
      range = readxl::cell_limits(c(1, 1), c(NA, NA)), col_names = FALSE, col_types = "text",
      na = "", trim_ws = FALSE, .name_repair = "minimal", progress = FALSE
    ), path, call)
    if (nrow(cells) > 0 && ncol(cells) > 0) break
  }
  if (nrow(cells) == 0 || ncol(cells) == 0) {
    abort_export(path, "is a workbook without cells.", "Export the responses again.", call)
  }
  columns <- lapply(unname(as.list(cells)), function(column) text_factor(enc2utf8(column)))
  others <- setdiff(sheets, sheet)
  troubles <- find_damage(list(columns = columns, beyond = no_cells()))
  list(
    columns = columns, beyond = no_cells(), width = rep(length(columns), nrow(cells)),
    line = seq_len(nrow(cells)),
    surplus = rep(NA_character_, nrow(cells)), troubles = troubles,
    notes = stack_rows(
      export_note("sheet", paste0(
        "Sheet \"", sheet, "\"",
        if (length(others) > 0) "; not read: ", paste0("\"", others, "\"", collapse = ", "), "."
      )),
      damage_note(troubles)
    )
  )
}

from_readxl <- function(expr, path, call) {
  tryCatch(suppressMessages(suppressWarnings(expr)), error = function(error) {
    abort_export(
      path, paste0("is a damaged workbook: ", shorten_text(conditionMessage(error), 100)),
      "Open it in Excel and save it again, or export the responses again.", call
    )
  })
}
