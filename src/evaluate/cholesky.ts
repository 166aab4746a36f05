/** Systems of linear equations with a positive definite matrix, by Cholesky's factor L: L·Lᵀ is the matrix. */

/**
 * Turns the lower half of a matrix into its factor, in place; what lies above the diagonal is not looked at.
 * @param matrix [width, width], symmetric
 * @returns the matrix; on its diagonal stands NaN or about 0 where it was not positive definite
 */
export function cholesky(matrix: Float64Array, width: number): Float64Array {
  for (let j = 0; j < width; j++) {
    for (let i = j; i < width; i++) {
      let sum = matrix[i * width + j];
      for (let m = 0; m < j; m++) sum -= matrix[i * width + m] * matrix[j * width + m];
      matrix[i * width + j] = i === j ? Math.sqrt(sum) : sum / matrix[j * width + j];
    }
  }
  return matrix;
}

/**
 * Replaces x by (L·Lᵀ)⁻¹·x.
 * @param factor of `cholesky`
 * @param x [width]
 */
export function choleskySolve(factor: Float64Array, width: number, x: Float64Array): void {
  for (let i = 0; i < width; i++) {
    for (let m = 0; m < i; m++) x[i] -= factor[i * width + m] * x[m];
    x[i] /= factor[i * width + i];
  }
  for (let i = width - 1; i >= 0; i--) {
    for (let m = i + 1; m < width; m++) x[i] -= factor[m * width + i] * x[m];
    x[i] /= factor[i * width + i];
  }
}
