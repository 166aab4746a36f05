"""A network of ours (model.json) as a Keras model: the same layers, hence the same parameters; ends with a softmax."""

from keras import Input, Model, layers as kl
from protocol import conv_padding


def build(model):
    shape = model["input"]
    x = Input((shape["height"], shape["width"], shape["channels"]))
    return Model(x, sequence(model["layers"], x))


def sequence(layers, x):
    for layer in layers:
        x = apply(layer, x)
    return x


def apply(layer, x):
    kind = layer["type"]
    if kind == "conv":
        padding = "valid" if conv_padding(layer) == 0 else "same"
        options = {"strides": layer.get("stride", 1), "padding": padding, "use_bias": layer.get("bias", True)}
        if layer.get("groups", 1) > 1:
            return kl.DepthwiseConv2D(layer["kernel"], **options)(x)
        return kl.Conv2D(layer["filters"], layer["kernel"], **options)(x)
    if kind == "batchNorm":
        # Keras' momentum is the share of the old statistics.
        return kl.BatchNormalization(momentum=1 - layer.get("momentum", 0.1), epsilon=layer.get("epsilon", 1e-5))(x)
    if kind in ("maxPool", "avgPool"):
        pool = kl.MaxPooling2D if kind == "maxPool" else kl.AveragePooling2D
        padding = "same" if layer.get("padding", 0) else "valid"
        return pool(layer["size"], layer.get("stride", layer["size"]), padding)(x)
    if kind == "dense":
        return kl.Dense(layer["units"], use_bias=layer.get("bias", True))(x)
    if kind == "dropout":
        return kl.Dropout(layer["rate"])(x)
    if kind == "residual":
        return kl.Add()([sequence(layer["main"], x), sequence(layer.get("shortcut") or [], x)])
    plain = {"relu": kl.ReLU, "softmax": kl.Softmax, "flatten": kl.Flatten, "globalAvgPool": kl.GlobalAveragePooling2D}
    return plain[kind]()(x)
