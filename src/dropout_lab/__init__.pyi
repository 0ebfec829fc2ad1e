from dropout_lab.api.judging import Judgement as Judgement
from dropout_lab.api.judging import judge as judge
from dropout_lab.api.reading import Results as Results
from dropout_lab.api.reading import compare as compare
from dropout_lab.api.reading import results as results
from dropout_lab.api.training import run as run
from dropout_lab.errors import DropoutLabError as DropoutLabError
from dropout_lab.training.layer import DropoutLayer as DropoutLayer

__version__: str
