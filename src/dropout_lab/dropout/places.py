"""Where noise stands in a net: on what, how many layers have it, and how that is said."""

from typing import Literal

from dropout_lab.phrases import Text

ActsOn = Literal["units", "channels", "branches"]
"""What noise stands on: every hidden layer has units, a convolution channels, a residual block a branch."""

LAYERS_OF: dict[ActsOn, str] = {
    "units": "hidden layer",
    "channels": "convolution",
    "branches": "residual block",
}
"""What has them, and one rate each."""

RATE_SAID = Text("rate {rate} (keeps {keeps})", "丢弃率 {rate}（保留 {keeps}）")
RATES_SAID = Text("rates {rates}", "丢弃率依次为 {rates}")
PLACED: dict[ActsOn, tuple[Text, Text, Text]] = {
    "units": (
        Text("{name} at {at} after the hidden layer", "隐藏层之后用 {name}，{at}"),
        Text("{name} at {at} after each of {n} hidden layers", "{n} 个隐藏层之后都用 {name}，{at}"),
        Text("{name} after the hidden layers in order, at {at}", "各隐藏层之后用 {name}，{at}"),
    ),
    "channels": (
        Text("{name} at {at} after the convolution", "卷积之后用 {name}，{at}"),
        Text("{name} at {at} after {n} convolutions", "{n} 个卷积之后都用 {name}，{at}"),
        Text("{name} after the convolutions in order, at {at}", "各卷积之后用 {name}，{at}"),
    ),
    "branches": (
        Text("{name} at {at} on the branch of the block", "残差块的分支上用 {name}，{at}"),
        Text("{name} at {at} on the branches of {n} blocks", "{n} 个残差块的分支上都用 {name}，{at}"),
        Text("{name} on the branches of the blocks in order, at {at}", "各残差块的分支上用 {name}，{at}"),
    ),
}
"""Where the noise of one layer stands, of several at one rate, of several at rates of their own."""
INPUT = Text("{name} at {at} on the input", "输入上用 {name}，{at}")
