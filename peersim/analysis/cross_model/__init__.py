"""Cross-model checks: small independent models, held against the simulation where both assume the same.

Each reference model has a formula of its own and shares no code with the engine. `together` holds what only the
simulation knows of, so that the two must agree within a stated tolerance; `apart` lets go and says where they part.
"""

from peersim.analysis.cross_model import funnel, hearing, queue, sessions, tenure
from peersim.analysis.cross_model.reference import ReferenceModel, Row

REFERENCE_MODELS: dict[str, ReferenceModel] = {
    module.MODEL.name: module.MODEL for module in (funnel, sessions, tenure, queue, hearing)
}
"""Reference models by name."""

__all__ = ["REFERENCE_MODELS", "ReferenceModel", "Row"]
