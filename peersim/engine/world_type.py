"""How compiled code sees a world: one address, behind which the addresses and lengths of its tables stand in a row.

Passing the named tuple itself would hand some 170 values to every phase and rule, and most of the time of compiling
would go into that. Here a rule's `world` is a single number, and `world.parents` reads two more. Rules cannot tell the
difference: in Python they get the `World` of lists, compiled they get this.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from llvmlite import ir
from numba.core import cgutils, types
from numba.core.datamodel.models import PrimitiveModel
from numba.core.imputils import impl_ret_untracked, lower_getattr_generic
from numba.core.typing.templates import AttributeTemplate, infer_getattr
from numba.extending import NativeValue, intrinsic, register_model, unbox
from numba.np.numpy_support import from_dtype

from peersim.agents.other_records import COHORT, COORDINATOR, EVENT, FUND, GROUP, LINE, MATCH, NOW, SESSION, TASK, WEEK
from peersim.agents.parent_record import PARENT
from peersim.agents.volunteer_record import VOLUNTEER
from peersim.agents.worked_out import WORKED_OUT
from peersim.engine.world import World
from peersim.places.family import FAMILY
from peersim.scenarios.calendar import CALENDAR
from peersim.scenarios.levers import DESIGN, GROUP_DESIGN

_TABLES: dict[str, tuple[Any, int]] = {
    "design": (DESIGN, 1),
    "group_design": (GROUP_DESIGN, 2),
    "redesigned": (np.dtype(np.bool_), 1),
    "calendar": (CALENDAR, 1),
    "families": (FAMILY, 1),
    "arriving": (np.dtype(np.int32), 1),
    "leaving": (np.dtype(np.int32), 1),
    "listeners": (np.dtype(np.int32), 1),
    "ears": (np.dtype(np.float64), 1),
    "eyes": (np.dtype(np.float64), 1),
    "needs": (np.dtype(np.float64), 1),
    "exposure": (np.dtype(np.float64), 1),
    "referral_exposure": (np.dtype(np.float64), 1),
    "hears_at": (np.dtype(np.float64), 1),
    "referred_at": (np.dtype(np.float64), 1),
    "row_of": (np.dtype(np.int32), 1),
    "parents": (PARENT, 1),
    "active": (np.dtype(np.int32), 1),
    "involved": (np.dtype(np.int32), 1),
    "outsiders": (FAMILY, 1),
    "volunteers": (VOLUNTEER, 1),
    "coordinators": (COORDINATOR, 1),
    "groups": (GROUP, 1),
    "matches": (MATCH, 1),
    "cohorts": (COHORT, 1),
    "funds": (FUND, 1),
    "tasks": (TASK, 1),
    "lines": (LINE, 1),
    "weekly": (WEEK, 1),
    "sessions": (SESSION, 2),
    "spending": (np.dtype(np.float64), 2),
    "hours_asked": (np.dtype(np.float64), 2),
    "hours_given": (np.dtype(np.float64), 2),
    "events": (EVENT, 1),
    "now": (NOW, 1),
}
"""Element type and number of dimensions of each table."""

_WORDS_EACH = 3
_FIRST_TABLE = 2
_PLACE = {name: _FIRST_TABLE + _WORDS_EACH * i for i, name in enumerate(_TABLES)}
_RECORD_OF_P = from_dtype(WORKED_OUT)


class WorldType(types.Type):
    """The type of a world in compiled code."""

    def __init__(self) -> None:
        super().__init__(name="PeersimWorld")


WORLD_TYPE = WorldType()


@register_model(WorldType)
class _WorldModel(PrimitiveModel):
    def __init__(self, dmm: Any, fe_type: Any) -> None:
        super().__init__(dmm, fe_type, ir.IntType(64))


@intrinsic
def world_at(typing_context: Any, address: Any) -> Any:
    """Take an address (see `address_row`) as a world."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return arguments[0]

    return WORLD_TYPE(types.int64), code


@unbox(WorldType)
def _from_python(world_type: Any, address: Any, context: Any) -> Any:
    """Take a whole number that Python hands to a compiled phase as the address of a world."""
    number = context.pyapi.long_as_longlong(address)
    return NativeValue(number, is_error=cgutils.is_not_null(context.builder, context.pyapi.err_occurred()))


@infer_getattr
class _WorldAttributes(AttributeTemplate):
    key = WorldType

    def generic_resolve(self, world: Any, name: str) -> Any:
        """Type of one attribute of a world; None where there is no such one."""
        if name == "key":
            return types.uint64
        if name == "p":
            return _RECORD_OF_P
        if name in _TABLES:
            return _array_type(name)
        return None


def _array_type(name: str) -> Any:
    kind, dimensions = _TABLES[name]
    return types.Array(from_dtype(kind), dimensions, "C")


def _word(builder: Any, world: Any, place: int) -> Any:
    word = ir.IntType(64)
    row = builder.inttoptr(world, ir.PointerType(word))
    return builder.load(builder.gep(row, [ir.Constant(ir.IntType(32), place)]))


@lower_getattr_generic(WorldType)
def _read(context: Any, builder: Any, world_type: Any, world: Any, name: str) -> Any:
    if name == "key":
        return _word(builder, world, 0)
    if name == "p":
        return builder.inttoptr(_word(builder, world, 1), context.get_value_type(_RECORD_OF_P))
    array_type, place = _array_type(name), _PLACE[name]
    array = context.make_array(array_type)(context, builder)
    size = context.get_abi_sizeof(context.get_data_type(array_type.dtype))
    lengths = [_word(builder, world, place + 1 + k) for k in range(array_type.ndim)]
    each = context.get_constant(types.intp, size)
    strides = [each] if array_type.ndim == 1 else [builder.mul(lengths[1], each), each]
    data = builder.inttoptr(_word(builder, world, place), array.data.type)
    context.populate_array(
        array,
        data=data,
        shape=cgutils.pack_array(builder, lengths),
        strides=cgutils.pack_array(builder, strides),
        itemsize=each,
        meminfo=None,
    )
    return impl_ret_untracked(context, builder, array_type, array._getvalue())


def address_row(world: World, p: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """Write down where a world's tables are.

    Parameters
    ----------
    world : World
        Record arrays; they and the result must be kept as long as compiled code works on them.
    p : numpy.ndarray, shape (1,)
        This draw's record of parameters.

    Returns
    -------
    numpy.ndarray
        Key, address of the parameters, then address and two lengths of each table.

    Raises
    ------
    TypeError
        If a table is not of the type the rules were written for, or not contiguous.
    """
    row = np.zeros(_FIRST_TABLE + _WORDS_EACH * len(_TABLES), np.int64)
    row[0] = np.uint64(world.key).astype(np.int64)
    row[1] = p.ctypes.data
    for name, place in _PLACE.items():
        table = getattr(world, name)
        kind, dimensions = _TABLES[name]
        if table.dtype != kind or table.ndim != dimensions or not table.flags.c_contiguous:
            raise TypeError(f"table {name}: {table.dtype} in {table.ndim} dimensions is not what the rules work on")
        row[place] = table.ctypes.data
        row[place + 1 : place + 1 + dimensions] = table.shape
    return row
