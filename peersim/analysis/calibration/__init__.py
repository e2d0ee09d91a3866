"""Calibration: what published programmes say about the inputs that nobody has measured.

Prior worlds are simulated in the setting of every target (`reference`), inputs that no target responds to are set aside
(`screening`), a neural network learns what inputs go with which figures (`features`, `estimator`), its posterior is
checked against synthetic cases of known inputs (`recovery`) and against the targets themselves (`predictive`), and a
sample is frozen for `peersim.evidence.draws` (`freezing`). `calibrate` does it all.
"""
