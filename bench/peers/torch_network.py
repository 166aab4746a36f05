"""A network of ours (model.json) as a PyTorch module: the same layers, hence the same parameters."""

from protocol import conv_padding
from torch import nn


class Residual(nn.Module):
    """main(x) + shortcut(x)."""

    def __init__(self, main, shortcut):
        super().__init__()
        self.main = main
        self.shortcut = shortcut

    def forward(self, x):
        return self.main(x) + self.shortcut(x)


def build(model):
    """Ends with the logits: the loss takes them, as ours does."""
    shape = model["input"]
    return sequence(model["layers"], shape["channels"], shape["height"])[0]


def sequence(layers, channels, side):
    """The module of a list of layers, and the channels and side length of what comes out."""
    modules = []
    for layer in layers:
        kind = layer["type"]
        if kind == "conv":
            kernel, stride, pad = layer["kernel"], layer.get("stride", 1), conv_padding(layer)
            bias, groups, filters = layer.get("bias", True), layer.get("groups", 1), layer["filters"]
            modules.append(nn.Conv2d(channels, filters, kernel, stride, pad, groups=groups, bias=bias))
            channels, side = filters, (side + 2 * pad - kernel) // stride + 1
        elif kind == "batchNorm":
            modules.append(nn.BatchNorm2d(channels, eps=layer.get("epsilon", 1e-5), momentum=layer.get("momentum", 0.1)))
        elif kind == "relu":
            modules.append(nn.ReLU(inplace=True))
        elif kind in ("maxPool", "avgPool"):
            size, pad = layer["size"], layer.get("padding", 0)
            stride = layer.get("stride", size)
            modules.append(nn.MaxPool2d(size, stride, pad) if kind == "maxPool" else nn.AvgPool2d(size, stride))
            side = (side + 2 * pad - size) // stride + 1
        elif kind == "globalAvgPool":
            modules += [nn.AdaptiveAvgPool2d(1), nn.Flatten()]
            side = 1
        elif kind == "dropout":
            modules.append(nn.Dropout(layer["rate"]))
        elif kind == "flatten":
            modules.append(nn.Flatten())
            channels, side = channels * side * side, 1
        elif kind == "dense":
            modules.append(nn.Linear(channels, layer["units"], bias=layer.get("bias", True)))
            channels = layer["units"]
        elif kind == "residual":
            main, inner, after = sequence(layer["main"], channels, side)
            shortcut = layer.get("shortcut") or []
            modules.append(Residual(main, sequence(shortcut, channels, side)[0] if shortcut else nn.Identity()))
            channels, side = inner, after
        elif kind != "softmax":
            raise ValueError(f"no PyTorch twin of a {kind} layer")
    return nn.Sequential(*modules), channels, side


def trainable(module):
    return sum(parameter.numel() for parameter in module.parameters() if parameter.requires_grad)
