"""Fashion-MNIST: 28 x 28 pictures of clothes, in MNIST's form.

Source: Xiao, Rasul and Vollgraf (2017), arXiv 1708.07747; hashes of the four canonical raw files.
"""

from dropout_lab.datasets.base import DatasetFacts, Nouns, PlainKeras
from dropout_lab.datasets.origins import AptPackage, File, IdxFiles, WebFolder
from dropout_lab.phrases import Text

KERAS = """\
(x, y), (x_test, y_test) = keras.datasets.fashion_mnist.load_data()
x, x_test = (images.reshape(-1, 784).astype("float32") / 255 for images in (x, x_test))
"""

FACTS = DatasetFacts(
    title="Fashion-MNIST",
    train_examples=60_000,
    test_examples=10_000,
    shape=(28, 28),
    classes=10,
    class_names=(
        "T-shirt/top",
        "Trouser",
        "Pullover",
        "Dress",
        "Coat",
        "Sandal",
        "Shirt",
        "Sneaker",
        "Bag",
        "Ankle boot",
    ),
    nouns=Nouns(Text("images", "图像"), Text("pixels", "像素"), counter="张"),
    published="Xiao, Rasul and Vollgraf (2017), Fashion-MNIST, arXiv 1708.07747",
    plain_keras=PlainKeras(KERAS),
    origin=IdxFiles(
        train_examples=File(
            "train-images-idx3-ubyte", "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888"
        ),
        train_labels=File(
            "train-labels-idx1-ubyte", "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9"
        ),
        test_examples=File(
            "t10k-images-idx3-ubyte", "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"
        ),
        test_labels=File(
            "t10k-labels-idx1-ubyte", "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"
        ),
        routes=(
            WebFolder("Keras", "https://storage.googleapis.com/tensorflow/tf-keras-datasets"),
            WebFolder("Zalando", "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com"),
            AptPackage("dataset-fashion-mnist", size=30_900_652, folder="usr/share/datasets/fashion-mnist"),
        ),
    ),
)
