/** Eigenvectors of a symmetric matrix by Jacobi's rotations: slow for large matrices, short, and as exact as doubles are. */

export interface Eigen {
  /** Descending. */
  readonly values: Float64Array;
  /** Row i belongs to value i; [n, n], orthonormal. */
  readonly vectors: Float64Array;
}

/** Sweeps over all pairs; convergence is quadratic and takes six to ten (Golub & Van Loan, Matrix Computations, 8.5). */
const MOST_SWEEPS = 30;

/**
 * @param matrix [n, n] symmetric, of finite values; left as it is
 * @example
 * symmetricEigen(Float64Array.of(2, 1, 1, 2), 2).values; // 3, 1
 */
export function symmetricEigen(matrix: Float64Array, n: number): Eigen {
  const a = matrix.slice();
  const v = new Float64Array(n * n);
  for (let i = 0; i < n; i++) v[i * n + i] = 1;
  let trace = 0;
  for (let i = 0; i < n; i++) trace += Math.abs(a[i * n + i]);
  // Rounding keeps entries above this alive for ever.
  const nothing = trace * 1e-15;
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    let rotated = false;
    for (let p = 0; p < n - 1; p++) {
      for (let q = p + 1; q < n; q++) {
        if (Math.abs(a[p * n + q]) <= nothing) continue;
        rotate(a, v, n, p, q);
        rotated = true;
      }
    }
    if (!rotated) break;
  }
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => a[j * n + j] - a[i * n + i] || i - j);
  const vectors = new Float64Array(n * n);
  order.forEach((from, i) => {
    vectors.set(v.subarray(from * n, (from + 1) * n), i * n);
  });
  return { values: Float64Array.from(order, (i) => a[i * n + i]), vectors };
}

/** Turns rows and columns p and q so that the entry where they cross becomes 0. */
function rotate(a: Float64Array, v: Float64Array, n: number, p: number, q: number): void {
  const theta = (a[q * n + q] - a[p * n + p]) / (2 * a[p * n + q]);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  // The matrix stays symmetric: only its rows are turned, then mirrored into the columns.
  const app = a[p * n + p] - t * a[p * n + q];
  const aqq = a[q * n + q] + t * a[p * n + q];
  for (let k = 0; k < n; k++) {
    const one = a[p * n + k];
    const other = a[q * n + k];
    a[p * n + k] = a[k * n + p] = c * one - s * other;
    a[q * n + k] = a[k * n + q] = s * one + c * other;
    const x = v[p * n + k];
    const y = v[q * n + k];
    v[p * n + k] = c * x - s * y;
    v[q * n + k] = s * x + c * y;
  }
  a[p * n + p] = app;
  a[q * n + q] = aqq;
  a[p * n + q] = a[q * n + p] = 0;
}
