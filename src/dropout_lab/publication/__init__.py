"""Write whole results folders, check them against their runs, and index them."""

from dropout_lab.publication.check import check_folder, check_index, read_report
from dropout_lab.publication.contents import folder_files
from dropout_lab.publication.index import write_index
from dropout_lab.publication.judgement import write_judgement
from dropout_lab.publication.place import check_place
from dropout_lab.publication.publish import (
    Written,
    refuse_unpublishable,
    remake_folder,
    write_campaign,
    write_results,
)

__all__ = [
    "Written",
    "check_folder",
    "check_index",
    "check_place",
    "folder_files",
    "read_report",
    "refuse_unpublishable",
    "remake_folder",
    "write_campaign",
    "write_index",
    "write_judgement",
    "write_results",
]
