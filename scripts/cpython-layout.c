/* Prints where CPython keeps what the sampler reads, as JSON in the shape of src/capture/python/layouts/layout.ts, and below
   `inspection` in that of inspection-layout.ts.
   Compiled against the headers of one version by scripts/read-layout.ts; prints offsets, never runs Python. */
#define Py_BUILD_CORE 1
/* The headers' functions are asked about an object that is none. */
#define NDEBUG 1
#include <Python.h>
#include <stddef.h>
#include <stdio.h>
#if PY_VERSION_HEX < 0x030B0000
#include <frameobject.h>
#include <internal/pycore_pystate.h>
#if PY_VERSION_HEX >= 0x03090000
#include <internal/pycore_interp.h>
#include <internal/pycore_runtime.h>
#endif
#define FIRST_THREAD tstate_head
#else
#include <internal/pycore_code.h>
#include <internal/pycore_dict.h>
#include <internal/pycore_frame.h>
#include <internal/pycore_interp.h>
#include <internal/pycore_runtime.h>
#define FIRST_THREAD threads.head
#endif
#if PY_VERSION_HEX >= 0x030A0000
#include <internal/pycore_moduleobject.h>
#endif
#if PY_VERSION_HEX >= 0x030B0000
#include <opcode.h>
#include <internal/pycore_object.h>
#endif
#if PY_VERSION_HEX >= 0x030D0000
#define NEED_OPCODE_METADATA
#include <internal/pycore_opcode_metadata.h>
#elif PY_VERSION_HEX >= 0x030B0000
#define NEED_OPCODE_TABLES
#include <internal/pycore_opcode.h>
#endif

#if PY_VERSION_HEX < 0x030B0000
#define FRAME PyFrameObject
#define FRAME_CODE f_code
#define FRAME_INSTRUCTION f_lasti
#else
#define FRAME _PyInterpreterFrame
#if PY_VERSION_HEX < 0x030D0000
#define FRAME_CODE f_code
#define FRAME_INSTRUCTION prev_instr
#else
#define FRAME_CODE f_executable
#define FRAME_INSTRUCTION instr_ptr
#endif
#endif

#define AT(name, type, member) printf("\"%s\": %zu", name, offsetof(type, member))

static void group(const char *name) { printf(",\n\"%s\": { ", name); }
static void next(void) { printf(", "); }
static void end(void) { printf(" }"); }

#if PY_VERSION_HEX >= 0x030B0000
static char words[128];
#define OBJECT ((PyObject *)(words + 64))
/* Where a word before an object stands, as the headers find it. */
#define BEFORE(name, word) printf("\"%s\": %td", name, (char *)(word) - (words + 64))
#endif

static void inspection(void)
{
    group("inspection");
#if PY_VERSION_HEX < 0x030C0000
    printf("\"gil\": { \"kind\": \"in-runtime\", "); AT("offset", _PyRuntimeState, ceval.gil); end(); next();
    AT("modules", PyInterpreterState, modules); next();
    AT("longDigits", PyLongObject, ob_digit); next();
    printf("\"longHead\": { \"kind\": \"size\", "); AT("offset", PyVarObject, ob_size); end(); next();
#else
    printf("\"gil\": { \"kind\": \"behind-interpreter\", "); AT("pointer", PyInterpreterState, ceval.gil); end(); next();
    AT("modules", PyInterpreterState, imports.modules); next();
    AT("longDigits", PyLongObject, long_value.ob_digit); next();
    printf("\"longHead\": { \"kind\": \"tag\", "); AT("offset", PyLongObject, long_value.lv_tag); end(); next();
#endif
    AT("gilHolder", struct _gil_runtime_state, last_holder); next();
    AT("gilLocked", struct _gil_runtime_state, locked); next();
#if PY_VERSION_HEX >= 0x030A0000
    /* Before, the struct is not in a header. */
    AT("moduleDict", PyModuleObject, md_dict); next();
#endif
    AT("dictUsed", PyDictObject, ma_used); next();
    AT("dictValues", PyDictObject, ma_values); next();
    AT("setUsed", PySetObject, used); next();
    AT("float", PyFloatObject, ob_fval); next();
    printf("\"attributes\": { ");
#if PY_VERSION_HEX < 0x030B0000
    printf("\"kind\": \"dict-offset\", "); AT("offsetInType", PyTypeObject, tp_dictoffset);
#else
    AT("cachedKeys", PyHeapTypeObject, ht_cached_keys); next();
#if PY_VERSION_HEX < 0x030C0000
    printf("\"kind\": \"values-pointer\", ");
    BEFORE("values", _PyObject_ValuesPointer(OBJECT)); next();
    BEFORE("dict", _PyObject_ManagedDictPointer(OBJECT));
#elif PY_VERSION_HEX < 0x030D0000
    printf("\"kind\": \"tagged-pointer\", "); BEFORE("word", _PyObject_DictOrValuesPointer(OBJECT));
#else
    printf("\"kind\": \"inline\", "); BEFORE("dict", _PyObject_ManagedDictPointer(OBJECT)); next();
    AT("basicSize", PyTypeObject, tp_basicsize); next();
    AT("values", PyDictValues, values);
#endif
#endif
    end();
    end();
}

int main(void)
{
    printf("{\n\"version\": \"%d.%d\"", PY_MAJOR_VERSION, PY_MINOR_VERSION);
    group("runtime"); AT("interpretersHead", _PyRuntimeState, interpreters.head); end();
    group("interpreter");
    AT("id", PyInterpreterState, id); next();
    AT("next", PyInterpreterState, next); next();
    AT("threadsHead", PyInterpreterState, FIRST_THREAD); next();
    AT("sysdict", PyInterpreterState, sysdict); end();
#if PY_VERSION_HEX >= 0x030F0000
    printf(",\n"); AT("collectingFrame", PyInterpreterState, gc.frame);
#endif
    group("code");
    printf("\"size\": %zu", sizeof(PyCodeObject)); next();
    AT("stackSize", PyCodeObject, co_stacksize); next();
    AT("flags", PyCodeObject, co_flags); next();
    AT("firstLine", PyCodeObject, co_firstlineno); next();
    AT("fileName", PyCodeObject, co_filename); next();
    AT("name", PyCodeObject, co_name); next();
#if PY_VERSION_HEX >= 0x030B0000
    printf("\"unitCount\": %zu", offsetof(PyCodeObject, ob_base.ob_size)); next();
    AT("localCount", PyCodeObject, co_nlocalsplus); next();
    AT("localNames", PyCodeObject, co_localsplusnames); next();
    AT("localKinds", PyCodeObject, co_localspluskinds); next();
    AT("lineTable", PyCodeObject, co_linetable); next();
    AT("exceptionTable", PyCodeObject, co_exceptiontable); next();
#if PY_VERSION_HEX >= 0x030C0000
    AT("version", PyCodeObject, co_version); next();
#endif
    AT("instructions", PyCodeObject, co_code_adaptive);
#else
    AT("localCount", PyCodeObject, co_nlocals); next();
    AT("localNames", PyCodeObject, co_varnames); next();
    AT("cellNames", PyCodeObject, co_cellvars); next();
    AT("instructions", PyCodeObject, co_code); next();
#if PY_VERSION_HEX >= 0x030A0000
    AT("lineTable", PyCodeObject, co_linetable);
#else
    AT("lineTable", PyCodeObject, co_lnotab);
#endif
#endif
    end();
    group("type"); AT("name", PyTypeObject, tp_name); next(); AT("flags", PyTypeObject, tp_flags); end();
    group("object"); AT("type", PyObject, ob_type); end();
    group("tuple"); AT("size", PyVarObject, ob_size); next(); AT("items", PyTupleObject, ob_item); end();
    group("list"); AT("size", PyVarObject, ob_size); next(); AT("items", PyListObject, ob_item); end();
    group("bytes"); AT("size", PyVarObject, ob_size); next(); AT("data", PyBytesObject, ob_sval); end();
    group("unicode");
    AT("length", PyASCIIObject, length); next();
    AT("state", PyASCIIObject, state); next();
    printf("\"asciiData\": %zu", sizeof(PyASCIIObject)); next();
    printf("\"compactData\": %zu", sizeof(PyCompactUnicodeObject)); end();
    group("dict"); AT("keys", PyDictObject, ma_keys); end();
#if PY_VERSION_HEX >= 0x030B0000
    group("dictKeys");
    AT("log2IndexBytes", PyDictKeysObject, dk_log2_index_bytes); next();
    AT("kind", PyDictKeysObject, dk_kind); next();
    AT("entryCount", PyDictKeysObject, dk_nentries); next();
    AT("indices", PyDictKeysObject, dk_indices); end();
#endif
    group("cell"); AT("value", PyCellObject, ob_ref); end();
    group("thread");
    AT("next", PyThreadState, next); next();
#if PY_VERSION_HEX < 0x030B0000
    AT("threadId", PyThreadState, thread_id); next();
    AT("currentFrame", PyThreadState, frame);
#else
    AT("nativeThreadId", PyThreadState, native_thread_id); next();
    AT("datastackChunk", PyThreadState, datastack_chunk); next();
    AT("datastackTop", PyThreadState, datastack_top); next();
    printf("\"currentFrame\": { ");
#if PY_VERSION_HEX < 0x030D0000
    AT("pointer", PyThreadState, cframe); next();
    AT("offset", _PyCFrame, current_frame);
#else
    AT("offset", PyThreadState, current_frame);
#endif
    end();
#if PY_VERSION_HEX >= 0x030F0000
    next(); AT("baseFrame", PyThreadState, base_frame);
#endif
#endif
    end();
    group("frame");
    AT("code", FRAME, FRAME_CODE); next();
    AT("instruction", FRAME, FRAME_INSTRUCTION); next();
#if PY_VERSION_HEX < 0x030B0000
    AT("back", FRAME, f_back); next();
    AT("valueStack", FRAME, f_valuestack); next();
#if PY_VERSION_HEX < 0x030A0000
    AT("state", FRAME, f_executing); next();
#else
    AT("state", FRAME, f_state); next();
#endif
    AT("locals", FRAME, f_localsplus);
#else
    AT("previous", FRAME, previous); next();
    AT("owner", FRAME, owner); next();
#if PY_VERSION_HEX < 0x030E0000
    AT("stackTop", FRAME, stacktop); next();
#endif
#if PY_VERSION_HEX < 0x030C0000
    AT("function", FRAME, f_func); next();
#else
    AT("function", FRAME, f_funcobj); next();
#endif
#if PY_VERSION_HEX < 0x030C0000
    AT("isEntry", FRAME, is_entry); next();
#endif
    AT("locals", FRAME, localsplus);
#endif
    end();
#if PY_VERSION_HEX >= 0x030B0000
    group("chunk");
    AT("previous", _PyStackChunk, previous); next();
    AT("size", _PyStackChunk, size); next();
    AT("top", _PyStackChunk, top); next();
    AT("data", _PyStackChunk, data); end();
    group("generator");
    AT("frame", PyGenObject, gi_iframe); next();
    AT("state", PyGenObject, gi_frame_state); next();
    printf("\"executing\": %d, \"suspended\": %d", FRAME_EXECUTING, (unsigned char)FRAME_SUSPENDED); end();
    printf(",\n\"opcodes\": { \"cacheUnits\": \"");
    for (int opcode = 0; opcode < 256; opcode++) {
        int base = _PyOpcode_Deopt[opcode];
#ifdef INSTRUMENTED_CALL
        if (opcode == INSTRUMENTED_CALL) base = CALL;
#endif
        printf("%x", _PyOpcode_Caches[base ? base : opcode]);
    }
    printf("\"");
    next();
    printf("\"bases\": \"");
    for (int opcode = 0; opcode < 256; opcode++) printf("%02x", _PyOpcode_Deopt[opcode]);
    printf("\"");
    next();
    printf("\"returnGenerator\": %d", RETURN_GENERATOR);
    next();
    printf("\"versionedCalls\": [%d", CALL_PY_EXACT_ARGS);
#ifdef CALL_PY_WITH_DEFAULTS
    printf(", %d", CALL_PY_WITH_DEFAULTS);
#endif
#ifdef CALL_PY_GENERAL
    printf(", %d", CALL_PY_GENERAL);
#endif
#ifdef CALL_BOUND_METHOD_EXACT_ARGS
    printf(", %d", CALL_BOUND_METHOD_EXACT_ARGS);
#endif
#ifdef CALL_BOUND_METHOD_GENERAL
    printf(", %d", CALL_BOUND_METHOD_GENERAL);
#endif
#ifdef CALL_KW_PY
    printf(", %d, %d", CALL_KW_PY, CALL_KW_BOUND_METHOD);
#endif
    printf("]");
    end();
    group("builtIn");
    AT("references", PyObject, ob_refcnt); next();
    AT("definition", PyCFunctionObject, m_ml); next();
    AT("self", PyCFunctionObject, m_self); next();
    AT("descriptorType", PyMethodDescrObject, d_common.d_type); next();
    AT("descriptorDefinition", PyMethodDescrObject, d_method); next();
    AT("definitionName", PyMethodDef, ml_name); next();
    AT("baseType", PyTypeObject, tp_base); next();
    AT("qualifiedTypeName", PyHeapTypeObject, ht_qualname); end();
#endif
    group("function");
    AT("code", PyFunctionObject, func_code);
#if PY_VERSION_HEX >= 0x030B0000
    next(); AT("version", PyFunctionObject, func_version);
#endif
    end();
    inspection();
    printf("\n}\n");
    return 0;
}
