"""Rules of the house: what holds for the files of this repository, whatever they do."""
