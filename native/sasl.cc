// Cyrus SASL, the server's side, as loaded from the system when a daemon is configured for it: nothing is needed to build, and
// hosts without SASL need no library. Declarations are of the library's stable C interface (libsasl2.so.2); names and numbers
// as in its documentation, https://www.cyrusimap.org/sasl/
#include <dlfcn.h>
#include <napi.h>

#include <string>

namespace {

struct SaslSecret;
struct sasl_conn_t;
struct Callback {
  unsigned long id;
  int (*proc)();
  void* context;
};
struct SecurityProperties {
  unsigned minSsf;
  unsigned maxSsf;
  unsigned maxBufferSize;
  unsigned flags;
  const char** propertyNames;
  const char** propertyValues;
};

constexpr int ok = 0;
constexpr int goOn = 1;
constexpr int userName = 0;       // SASL_USERNAME
constexpr int strength = 1;       // SASL_SSF
constexpr int externalStrength = 100;  // SASL_SSF_EXTERNAL
constexpr int security = 101;     // SASL_SEC_PROPS
constexpr unsigned noPlaintext = 0x0001;
constexpr unsigned noAnonymous = 0x0010;

// The library, once for the process.
struct Library {
  void* handle = dlopen("libsasl2.so.2", RTLD_NOW | RTLD_LOCAL);
  std::string problem = handle ? "" : dlerror();

  template <typename F>
  F find(const char* name) {
    return handle ? reinterpret_cast<F>(dlsym(handle, name)) : nullptr;
  }
  int (*init)(const Callback*, const char*) = find<decltype(init)>("sasl_server_init");
  int (*create)(const char*, const char*, const char*, const char*, const char*, const Callback*, unsigned, sasl_conn_t**) =
      find<decltype(create)>("sasl_server_new");
  int (*mechanisms)(sasl_conn_t*, const char*, const char*, const char*, const char*, const char**, unsigned*, int*) =
      find<decltype(mechanisms)>("sasl_listmech");
  int (*start)(sasl_conn_t*, const char*, const char*, unsigned, const char**, unsigned*) =
      find<decltype(start)>("sasl_server_start");
  int (*step)(sasl_conn_t*, const char*, unsigned, const char**, unsigned*) = find<decltype(step)>("sasl_server_step");
  int (*get)(sasl_conn_t*, int, const void**) = find<decltype(get)>("sasl_getprop");
  int (*set)(sasl_conn_t*, int, const void*) = find<decltype(set)>("sasl_setprop");
  int (*encode)(sasl_conn_t*, const char*, unsigned, const char**, unsigned*) = find<decltype(encode)>("sasl_encode");
  int (*decode)(sasl_conn_t*, const char*, unsigned, const char**, unsigned*) = find<decltype(decode)>("sasl_decode");
  const char* (*detail)(sasl_conn_t*) = find<decltype(detail)>("sasl_errdetail");
  const char* (*text)(int, const char*, const char**) = find<decltype(text)>("sasl_errstring");
  void (*dispose)(sasl_conn_t**) = find<decltype(dispose)>("sasl_dispose");
};

Library& library() {
  static Library loaded;
  return loaded;
}

class SaslServer : public Napi::ObjectWrap<SaslServer> {
 public:
  static Napi::Function define(Napi::Env env) {
    return DefineClass(env, "SaslServer",
                       {
                           InstanceMethod("mechanisms", &SaslServer::mechanisms),
                           InstanceMethod("start", &SaslServer::start),
                           InstanceMethod("step", &SaslServer::step),
                           InstanceMethod("user", &SaslServer::user),
                           InstanceMethod("strength", &SaslServer::layer),
                           InstanceMethod("encode", &SaslServer::encode),
                           InstanceMethod("decode", &SaslServer::decode),
                           InstanceMethod("close", &SaslServer::close),
                       });
  }

  // (service, least strength, most strength, strength outside, plain mechanisms allowed, local address?, remote address?)
  explicit SaslServer(const Napi::CallbackInfo& info) : Napi::ObjectWrap<SaslServer>(info) {
    Library& sasl = library();
    if (!sasl.handle) throw Napi::Error::New(info.Env(), sasl.problem);
    static const int begun = sasl.init(nullptr, "libvirt");
    check(info.Env(), begun, "sasl_server_init");
    const std::string service = info[0].As<Napi::String>().Utf8Value();
    const std::string local = text(info[5]);
    const std::string remote = text(info[6]);
    const int result = sasl.create(service.c_str(), nullptr, nullptr, local.empty() ? nullptr : local.c_str(),
                                   remote.empty() ? nullptr : remote.c_str(), nullptr, 0, &connection);
    check(info.Env(), result, "sasl_server_new");
    const unsigned outside = info[3].As<Napi::Number>().Uint32Value();
    if (outside > 0) check(info.Env(), sasl.set(connection, externalStrength, &outside), "sasl_setprop");
    SecurityProperties properties{};
    properties.minSsf = info[1].As<Napi::Number>().Uint32Value();
    properties.maxSsf = info[2].As<Napi::Number>().Uint32Value();
    properties.maxBufferSize = 65536;
    properties.flags = info[4].ToBoolean() ? 0 : noAnonymous | noPlaintext;
    check(info.Env(), sasl.set(connection, security, &properties), "sasl_setprop");
  }
  ~SaslServer() override { dispose(); }

 private:
  sasl_conn_t* connection = nullptr;

  static std::string text(const Napi::Value& value) {
    return value.IsString() ? value.As<Napi::String>().Utf8Value() : std::string();
  }

  void check(Napi::Env env, int result, const char* what) {
    if (result == ok || result == goOn) return;
    const char* reason = connection ? library().detail(connection) : library().text(result, nullptr, nullptr);
    throw Napi::Error::New(env, std::string(what) + ": " + (reason ? reason : "unknown failure"));
  }

  sasl_conn_t* open(Napi::Env env) {
    if (!connection) throw Napi::Error::New(env, "the SASL session is closed");
    return connection;
  }

  Napi::Value mechanisms(const Napi::CallbackInfo& info) {
    const char* list = nullptr;
    check(info.Env(), library().mechanisms(open(info.Env()), nullptr, "", ",", "", &list, nullptr, nullptr), "sasl_listmech");
    return Napi::String::New(info.Env(), list ? list : "");
  }

  // Bytes or undefined, which the protocol tells from no bytes.
  static const char* bytesOf(const Napi::Value& value, unsigned* length) {
    *length = 0;
    if (!value.IsTypedArray()) return nullptr;
    auto bytes = value.As<Napi::Uint8Array>();
    *length = static_cast<unsigned>(bytes.ByteLength());
    return bytes.ByteLength() == 0 ? "" : reinterpret_cast<const char*>(bytes.Data());
  }

  Napi::Value answer(Napi::Env env, int result, const char* data, unsigned length) {
    auto reply = Napi::Object::New(env);
    reply.Set("complete", Napi::Boolean::New(env, result == ok));
    if (data) reply.Set("data", Napi::Buffer<char>::Copy(env, data, length));
    return reply;
  }

  // (mechanism, data or undefined) → { complete, data? }
  Napi::Value start(const Napi::CallbackInfo& info) {
    const std::string mechanism = info[0].As<Napi::String>().Utf8Value();
    unsigned length = 0;
    const char* given = bytesOf(info[1], &length);
    const char* data = nullptr;
    unsigned size = 0;
    const int result = library().start(open(info.Env()), mechanism.c_str(), given, length, &data, &size);
    check(info.Env(), result, "sasl_server_start");
    return answer(info.Env(), result, data, size);
  }

  // (data or undefined) → { complete, data? }
  Napi::Value step(const Napi::CallbackInfo& info) {
    unsigned length = 0;
    const char* given = bytesOf(info[0], &length);
    const char* data = nullptr;
    unsigned size = 0;
    const int result = library().step(open(info.Env()), given, length, &data, &size);
    check(info.Env(), result, "sasl_server_step");
    return answer(info.Env(), result, data, size);
  }

  Napi::Value user(const Napi::CallbackInfo& info) {
    const void* name = nullptr;
    check(info.Env(), library().get(open(info.Env()), userName, &name), "sasl_getprop");
    if (!name) throw Napi::Error::New(info.Env(), "sasl_getprop: no user name");
    return Napi::String::New(info.Env(), static_cast<const char*>(name));
  }

  // Bits of the layer that was agreed on.
  Napi::Value layer(const Napi::CallbackInfo& info) {
    const void* bits = nullptr;
    check(info.Env(), library().get(open(info.Env()), strength, &bits), "sasl_getprop");
    return Napi::Number::New(info.Env(), bits ? *static_cast<const unsigned*>(bits) : 0);
  }

  template <typename F>
  Napi::Value coded(const Napi::CallbackInfo& info, F function, const char* what) {
    unsigned length = 0;
    const char* given = bytesOf(info[0], &length);
    const char* data = nullptr;
    unsigned size = 0;
    check(info.Env(), function(open(info.Env()), given ? given : "", length, &data, &size), what);
    return Napi::Buffer<char>::Copy(info.Env(), data ? data : "", data ? size : 0);
  }
  Napi::Value encode(const Napi::CallbackInfo& info) { return coded(info, library().encode, "sasl_encode"); }
  Napi::Value decode(const Napi::CallbackInfo& info) { return coded(info, library().decode, "sasl_decode"); }

  void close(const Napi::CallbackInfo&) { dispose(); }
  void dispose() {
    if (connection) library().dispose(&connection);
    connection = nullptr;
  }
};

// () → why the library cannot be used, undefined when it can
Napi::Value saslObstacle(const Napi::CallbackInfo& info) {
  if (library().handle) return info.Env().Undefined();
  return Napi::String::New(info.Env(), library().problem);
}

}  // namespace

void addSasl(Napi::Env env, Napi::Object exports) {
  exports.Set("saslObstacle", Napi::Function::New(env, saslObstacle, "saslObstacle"));
  exports.Set("SaslServer", SaslServer::define(env));
}
