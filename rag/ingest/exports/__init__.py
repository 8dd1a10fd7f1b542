"""Files that news databases export, with many articles in each: Nexis, Factiva, ProQuest. One module a form; each takes
text to the entries in it."""
