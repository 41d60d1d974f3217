# Which survey tool wrote a file, by its header in Dutch, French or English. Sources: LimeSurvey's
# Writer.php, the tools' manuals, real exports.

export_tools <- c(
  "limesurvey", "qualtrics", "surveymonkey", "google_forms", "microsoft_forms", "kobo", "spss",
  "table"
)

tool_names <- c(
  limesurvey = "a LimeSurvey export", qualtrics = "a Qualtrics export",
  surveymonkey = "a SurveyMonkey export", google_forms = "a Google Forms export",
  microsoft_forms = "a Microsoft Forms export", kobo = "a Kobo or ODK export",
  spss = "an SPSS file", table = "a plain table"
)

export_advice <- c(
  limesurvey = paste(
    "In LimeSurvey: Responses > Export > Export responses, format CSV, with the columns id and",
    "submitdate."
  ),
  qualtrics = "In Qualtrics: Data & Analysis > Export Data > CSV, with all three header rows.",
  surveymonkey = paste(
    "In SurveyMonkey: Save As > Export file > All individual responses, format CSV or XLS+."
  ),
  google_forms = paste(
    "In Google Forms: Responses > Download responses (.csv), with the time stamp as first column."
  ),
  microsoft_forms = paste(
    "In Microsoft Forms: Responses > Open in Excel, with the columns ID and Start time."
  ),
  kobo = paste(
    "In KoboToolbox: Data > Downloads > CSV, value and header format \"XML values and headers\"."
  ),
  spss = "In the survey tool: export as SPSS (.sav).",
  table = "Give a CSV or .xlsx file with column names in its first row."
)

# Folded header (see fold_text()) -> role.
tool_metadata <- list(
  limesurvey = c(
    "id" = "id", "response id" = "id", "id de la r\u00e9ponse" = "id", "antwoord id" = "id",
    "antwoord-id" = "id", "respons id" = "id",
    "submitdate" = "submitted", "date submitted" = "submitted", "date de soumission" = "submitted",
    "datum ingediend" = "submitted", "datum verzonden" = "submitted",
    "lastpage" = "status", "last page" = "status", "derni\u00e8re page" = "status",
    "laatste pagina" = "status",
    "startlanguage" = "language", "start language" = "language",
    "langue de d\u00e9part" = "language", "starttaal" = "language", "begintaal" = "language",
    "seed" = "other_meta", "t\u00eate de s\u00e9rie" = "other_meta",
    "startdate" = "start", "date started" = "start", "date de lancement" = "start",
    "datum gestart" = "start", "startdatum" = "start",
    "datestamp" = "end", "date last action" = "end", "date de la derni\u00e8re action" = "end",
    "datum laatste actie" = "end",
    "ipaddr" = "contact", "ip address" = "contact", "adresse ip" = "contact",
    "ip-adres" = "contact", "token" = "contact", "access code" = "contact",
    "refurl" = "other_meta", "referrer url" = "other_meta",
    "interviewtime" = "duration", "total time" = "duration", "temps total" = "duration",
    "totale tijd" = "duration"
  ),
  qualtrics = c(
    "responseid" = "id", "_recordid" = "id", "startdate" = "start", "enddate" = "end",
    "recordeddate" = "submitted", "status" = "status", "finished" = "status", "progress" = "status",
    "duration (in seconds)" = "duration", "duration" = "duration", "userlanguage" = "language",
    "q_language" = "language", "ipaddress" = "contact", "recipientlastname" = "contact",
    "recipientfirstname" = "contact", "recipientemail" = "contact", "externalreference" = "contact",
    "externaldatareference" = "contact", "locationlatitude" = "contact",
    "locationlongitude" = "contact", "locationaccuracy" = "contact", "responseset" = "other_meta",
    "distributionchannel" = "other_meta"
  ),
  surveymonkey = c(
    "respondent id" = "id", "respondentid" = "id", "respondent-id" = "id",
    "id du r\u00e9pondant" = "id", "identifiant du r\u00e9pondant" = "id",
    "collector id" = "other_meta", "collectorid" = "other_meta", "collector-id" = "other_meta",
    "id du collecteur" = "other_meta",
    "start date" = "start", "startdatum" = "start", "date de d\u00e9but" = "start",
    "end date" = "end", "einddatum" = "end", "date de fin" = "end",
    "ip address" = "contact", "ip-adres" = "contact", "adresse ip" = "contact",
    "email address" = "contact", "e-mailadres" = "contact", "adresse e-mail" = "contact",
    "first name" = "contact", "voornaam" = "contact", "pr\u00e9nom" = "contact",
    "last name" = "contact", "achternaam" = "contact", "nom" = "contact",
    "custom data 1" = "other_meta", "custom value" = "other_meta",
    "aangepaste gegevens 1" = "other_meta", "donn\u00e9es personnalis\u00e9es 1" = "other_meta"
  ),
  google_forms = c(
    "timestamp" = "submitted", "tijdstempel" = "submitted", "horodateur" = "submitted",
    "username" = "contact", "gebruikersnaam" = "contact", "nom d'utilisateur" = "contact",
    "email address" = "contact", "e-mailadres" = "contact", "adresse e-mail" = "contact",
    "score" = "other_meta", "total score" = "other_meta"
  ),
  microsoft_forms = c(
    "id" = "id", "start time" = "start", "begintijd" = "start", "starttijd" = "start",
    "heure de d\u00e9but" = "start", "completion time" = "end", "tijd van voltooien" = "end",
    "heure de fin" = "end", "email" = "contact", "e-mail" = "contact",
    "adresse de messagerie" = "contact", "name" = "contact", "naam" = "contact", "nom" = "contact",
    "total points" = "other_meta", "totaal aantal punten" = "other_meta",
    "quiz feedback" = "other_meta", "grade posted time" = "other_meta",
    "last modified time" = "other_meta", "tijd van laatste wijziging" = "other_meta",
    "heure de la derni\u00e8re modification" = "other_meta", "language" = "language",
    "taal" = "language", "langue" = "language"
  ),
  kobo = c(
    "_id" = "id", "_uuid" = "id", "key" = "id", "meta/instanceid" = "id", "meta-instanceid" = "id",
    "instanceid" = "id", "start" = "start", "end" = "end", "_submission_time" = "submitted",
    "submissiondate" = "submitted", "_validation_status" = "status", "_status" = "status",
    "reviewstate" = "status", "username" = "contact", "deviceid" = "contact",
    "phonenumber" = "contact", "subscriberid" = "contact", "simserial" = "contact",
    "_submitted_by" = "contact", "submittername" = "contact", "submitterid" = "contact",
    "today" = "other_meta", "_notes" = "other_meta", "_tags" = "other_meta",
    "_index" = "other_meta", "_parent_index" = "other_meta", "_parent_table_name" = "other_meta",
    "_submission__id" = "other_meta", "_submission__uuid" = "other_meta",
    "__version__" = "other_meta", "formversion" = "other_meta", "_attachments" = "other_meta",
    "_geolocation" = "other_meta", "_xform_id_string" = "other_meta",
    "formhub/uuid" = "other_meta", "_bamboo_dataset_id" = "other_meta", "edits" = "other_meta",
    "attachmentspresent" = "other_meta", "attachmentsexpected" = "other_meta",
    "meta/instancename" = "other_meta", "meta-instancename" = "other_meta",
    "meta/deprecatedid" = "other_meta", "meta/rootuuid" = "other_meta"
  ),
  table = c(
    "id" = "id", "respondent" = "id", "respondent_id" = "id", "respondentid" = "id",
    "respondent id" = "id", "submitdate" = "submitted", "startlanguage" = "language",
    "lastpage" = "status", "startdate" = "start", "datestamp" = "end", "_id" = "id",
    "_uuid" = "other_meta", "responseid" = "id", "response_id" = "id",
    "response_language" = "language", "response_started" = "start", "response_ended" = "end",
    "response_submitted" = "submitted", "response_complete" = "complete",
    "response_synthetic" = "synthetic"
  )
)

# Folded headers in which underscores are spaces, an option of LimeSurvey.
fold_limesurvey <- function(text) {
  folded <- fold_text(text)
  plain <- stringi::stri_replace_all_fixed(folded, "_", " ")
  ifelse(folded %in% names(tool_metadata$limesurvey), folded, plain)
}

role_of <- function(folded, tool) {
  role <- unname(tool_metadata[[tool]][match(folded, names(tool_metadata[[tool]]))])
  ifelse(is.na(role), "answer", role)
}

# Detection --------------------------------------------------------------------------------------

is_known_header <- function(header) detect_tool(list(header)) != "table"

# `top`: the first records, chr vectors with "" for an empty cell.
detect_tool <- function(top) {
  folded <- fold_text(top[[1]])
  for (tool in names(tool_detectors)) {
    if (tool_detectors[[tool]](top, folded)) return(tool)
  }
  "table"
}

tool_detectors <- list(
  qualtrics = function(top, folded) {
    # Some names are those of any table.
    own <- setdiff(
      names(tool_metadata$qualtrics),
      c("startdate", "enddate", "status", "finished", "progress", "duration", "ipaddress")
    )
    known <- sum(folded %in% names(tool_metadata$qualtrics))
    !is.na(import_row(top)) || known >= 3 && any(folded %in% own) || is_legacy_qualtrics(top)
  },
  limesurvey = function(top, folded) {
    !is.na(limesurvey_heading(top[[1]])) || is_limesurvey_data(top)
  },
  surveymonkey = function(top, folded) {
    # "Respondent ID", in any language that says it so.
    id <- stringi::stri_detect_regex(folded[[1]], "respond|r\u00e9pond")
    id && has_second_header(top)
  },
  microsoft_forms = function(top, folded) {
    all(c("id", "start", "end") %in% leading_roles(folded, "microsoft_forms"))
  },
  google_forms = function(top, folded) {
    # A time stamp in English over names of variables is any table.
    role_of(folded[[1]], "google_forms") == "submitted" && length(folded) > 1 &&
      (folded[[1]] != "timestamp" || any(stringi::stri_detect_regex(folded[-1], "[\\s?!.]")))
  },
  kobo = function(top, folded) {
    sure <- c(
      "_id", "_uuid", "_submission_time", "_index", "__version__", "_validation_status",
      "formhub/uuid", "meta/instanceid", "meta-instanceid", "key", "submissiondate"
    )
    sum(sure %in% folded) >= 2 || all(c("start", "end") %in% folded) && any(is_path(top[[1]]))
  }
)

# A second record without a first cell, that has cells where the header has none or is followed by
# records that do have a first cell.
has_second_header <- function(top) {
  if (length(top) < 2 || nzchar(top[[2]][[1]])) return(FALSE)
  under_empty <- any(nzchar(top[[2]]) & !nzchar(top[[1]]))
  below <- vapply(top[-(1:2)], function(row) nzchar(row[[1]]), logical(1))
  under_empty || any(nzchar(top[[2]])) && length(below) > 0 && all(below)
}

# What a file may lack when the user names the tool.
tool_leniency <- list(
  limesurvey = function(top, folded) {
    any(stringi::stri_detect_regex(top[[1]], "^[A-Za-z]\\w*\\[\\w+\\]"))
  },
  surveymonkey = function(top, folded) {
    role_of(folded[[1]], "surveymonkey") == "id" || has_second_header(top)
  },
  google_forms = function(top, folded) role_of(folded[[1]], "google_forms") == "submitted",
  kobo = function(top, folded) all(is_path(top[[1]]) | is_name(top[[1]]))
)

# Names of XLSForm, with the groups before them.
is_path <- function(header) stringi::stri_detect_regex(header, "^[A-Za-z_][\\w.]*([/-][\\w.]+)+$")
is_name <- function(header) stringi::stri_detect_regex(header, "^[A-Za-z_][\\w.]*$")

# The tool to read a file as; one that the user named must fit.
choose_tool <- function(top, tool, path, syntax, call) {
  found <- if (!is.null(syntax)) "limesurvey" else detect_tool(top)
  if (tool == "auto" || tool == found || tool == "table") {
    return(if (tool == "auto") found else tool)
  }
  fits <- tool_leniency[[tool]]
  if (!is.null(fits) && is.null(syntax) && fits(top, fold_text(top[[1]]))) return(tool)
  abort(c(
    "{.path {path}} is not {tool_names[[tool]]}: its header does not fit.",
    x = "It looks like {tool_names[[found]]}: {.code tool = \"{found}\"} or {.code \"auto\"}.",
    i = "{export_advice[[tool]]}"
  ), "file", call = call, env = rlang::current_env())
}
