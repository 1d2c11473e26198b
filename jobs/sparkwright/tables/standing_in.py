"""Java objects that record calls and delegate them, by dynamic proxies and method handles."""

from typing import Any

_TABLE = "org.apache.iceberg.Table"


class StandIns:
    """A factory of objects that record each call, and pass it on to the real object.

    The type of each handle is written `(arguments) -> result`; `call` is a method and the array of
    its arguments.
    """

    def __init__(self, session: Any) -> None:
        """`session` is the SparkSession."""
        self._gateway = session.sparkContext._gateway
        self._lang = session._jvm.java.lang
        self._proxy = session._jvm.java.lang.reflect.Proxy
        self._handles = self._lang.invoke.MethodHandles
        self._lookup = self._handles.lookup()
        self._loader = self._lang.Thread.currentThread().getContextClassLoader()
        self._object = self._class("java.lang.Object")
        self._call = (
            self._class("java.lang.reflect.Method"),
            self._class("[Ljava.lang.Object;"),
        )

    def noting(self, real: Any, calls: Any, mains: Any) -> Any:
        """Return an object with the interfaces of `real`.

        Before each call it adds the method's name with the first argument, as a map entry, to the
        set `calls`. When a call first returns the table in a folder, it puts main's snapshot into
        the map `mains`, under that folder.
        """
        handles = self._handles
        answered = handles.foldArguments(self._noted_main(mains), self._passed_on(real))
        noted = handles.foldArguments(answered, self._noted_call(calls))
        handler = handles.dropArguments(noted, 0, self._array(self._lang.Class, self._object))
        made = self._lang.invoke.MethodHandleProxies.asInterfaceInstance(
            self._class("java.lang.reflect.InvocationHandler"), handler
        )
        return self._proxy.newProxyInstance(self._loader, self._interfaces(real), made)

    def _passed_on(self, real: Any) -> Any:
        """(call) -> the real object's answer; raises its errors."""
        method, arguments = self._call
        invoke = self._method(method, "invoke", self._object, self._object, arguments)
        bound = self._handles.insertArguments(invoke, 1, self._array(self._lang.Object, real))
        error = self._class("java.lang.Throwable")
        wrapped = self._class("java.lang.reflect.InvocationTargetException")
        thrown = self._handles.throwException(self._object, error)
        unwrapped = self._through(thrown, self._method(wrapped, "getCause", error))
        return self._handles.catchException(bound, wrapped, unwrapped)

    def _noted_call(self, calls: Any) -> Any:
        """(call) -> nothing."""
        method, arguments = self._call
        boolean = self._lang.Boolean.TYPE
        pairs = self._class("java.util.AbstractMap$SimpleImmutableEntry")
        nothing = self._lang.Void.TYPE
        pair = self._lookup.findConstructor(pairs, self._type(nothing, self._object, self._object))
        add = self._method(self._class("java.util.Set"), "add", boolean, self._object)
        name = self._method(method, "getName", self._class("java.lang.String"))
        at = self._handles.arrayElementGetter(arguments)
        first = self._handles.insertArguments(at, 1, self._array(self._lang.Object, 0))
        entry = self._through(pair, name.asType(self._type(self._object, method)), first)
        noted = self._returning_nothing(
            self._handles.filterReturnValue(
                entry, add.bindTo(calls).asType(self._type(boolean, pairs))
            )
        )
        there = self._lookup.findStatic(
            self._class("java.util.Objects"), "nonNull", self._type(boolean, self._object)
        ).asType(self._type(boolean, arguments))
        has_arguments = self._handles.dropArguments(there, 0, self._array(self._lang.Class, method))
        return self._handles.guardWithTest(has_arguments, noted, self._nothing(*self._call))

    def _noted_main(self, mains: Any) -> Any:
        """(answer, call) -> answer."""
        classes, boolean = self._lang.Class, self._lang.Boolean.TYPE
        table, optional = self._class(_TABLE), self._class("java.util.Optional")
        folder = self._method(table, "location", self._class("java.lang.String"))
        shown = self._method(table, "currentSnapshot", self._class("org.apache.iceberg.Snapshot"))
        maybe = self._lookup.findStatic(optional, "ofNullable", self._type(optional, self._object))
        main = self._handles.filterReturnValue(shown.asType(self._type(self._object, table)), maybe)
        put = self._method(
            self._class("java.util.concurrent.ConcurrentHashMap"),
            "putIfAbsent",
            self._object,
            *(self._object, self._object),
        ).bindTo(mains)
        both = self._through(
            put,
            folder.asType(self._type(self._object, table)),
            main.asType(self._type(self._object, table)),
        )
        places = self._gateway.new_array(self._gateway.jvm.int, 2)
        once = self._handles.permuteArguments(both, self._type(self._object, table), places)
        noted = self._returning_nothing(once.asType(self._type(self._object, self._object)))
        is_table = self._method(self._class("java.lang.Class"), "isInstance", boolean, self._object)
        guarded = self._handles.guardWithTest(
            is_table.bindTo(table), noted, self._nothing(self._object)
        )
        same = self._handles.identity(self._object)
        answer = self._handles.foldArguments(same, guarded)
        return self._handles.dropArguments(answer, 1, self._array(classes, *self._call))

    def _interfaces(self, real: Any) -> Any:
        found: list[Any] = []
        kind = real.getClass()
        while kind is not None:
            found += [each for each in kind.getInterfaces() if each not in found]
            kind = kind.getSuperclass()
        return self._array(self._lang.Class, *found)

    def _through(self, handle: Any, *filters: Any) -> Any:
        kinds = self._array(self._lang.invoke.MethodHandle, *filters)
        return self._handles.filterArguments(handle, 0, kinds)

    def _returning_nothing(self, handle: Any) -> Any:
        return handle.asType(handle.type().changeReturnType(self._lang.Void.TYPE))

    def _nothing(self, *arguments: Any) -> Any:
        return self._handles.empty(self._type(self._lang.Void.TYPE, *arguments))

    def _method(self, owner: Any, name: str, result: Any, *arguments: Any) -> Any:
        return self._lookup.findVirtual(owner, name, self._type(result, *arguments))

    def _type(self, result: Any, *arguments: Any) -> Any:
        kinds = self._array(self._lang.Class, *arguments)
        return self._lang.invoke.MethodType.methodType(result, kinds)

    def _class(self, name: str) -> Any:
        return self._lang.Class.forName(name, True, self._loader)

    def _array(self, kind: Any, *values: Any) -> Any:
        array = self._gateway.new_array(kind, len(values))
        for place, value in enumerate(values):
            array[place] = value
        return array
