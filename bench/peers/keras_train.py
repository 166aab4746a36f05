"""Keras' contender of training: the same network, optimiser and batch as ours, on random images that lie ready.

Needs tensorflow-cpu (pip install tensorflow-cpu in a virtual environment). Arguments: model.json, batch size, threads.

What was tried, images/s of classic on two cores of an AMD EPYC with AVX-512, medians:
  one tf.function step 288–314, model.train_on_batch 302 beside 314, model.fit 205 beside 272. Kept: the tf.function.
  jit_compile=True 74 beside 314: left out. TF_ENABLE_ONEDNN_OPTS=0 144 beside 288: left at its default, on.
  inter-op threads 2 307 beside 272, or 296 beside 302: noise; kept at 2. channels_last is the only layout on a CPU.
  glibc told to keep freed memory: 309 beside 288 (TensorFlow keeps its memory by itself): left out.
"""

import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["KERAS_BACKEND"] = "tensorflow"

import keras  # noqa: E402
import tensorflow as tf  # noqa: E402
from keras_network import build  # noqa: E402
from protocol import read_model, serve  # noqa: E402


def main():
    path, batch, threads = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(threads)
    keras.utils.set_random_seed(1)
    model = build(read_model(path))
    optimizer = keras.optimizers.Adam(1e-3)
    optimizer.build(model.trainable_variables)
    loss_of = keras.losses.CategoricalCrossentropy()
    images = tf.random.uniform((batch, 48, 48, 1))
    labels = tf.one_hot(tf.random.uniform((batch,), 0, 7, tf.int32), 7)

    @tf.function
    def train(images, labels):
        with tf.GradientTape() as tape:
            loss = loss_of(labels, model(images, training=True))
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))
        return loss

    parameters = sum(int(tf.size(variable)) for variable in model.trainable_variables)
    version = f"Keras {keras.__version__}, TensorFlow {tf.__version__}"
    # Reading the loss waits for the step.
    serve(version, parameters, lambda: train(images, labels).numpy())


main()
