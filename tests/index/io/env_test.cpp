#include "index/io/env.hpp"

#include <gtest/gtest.h>
#include <vector>

namespace coldopen {
namespace {

TEST(Worker, DoesAllTasksInOrderAlsoThoseThatTasksPostWhileItEnds) {
  std::vector<int> done;
  {
    const auto env = system_env();
    const auto worker = env->start_worker();
    for (int i = 0; i < 100; ++i) worker->post([&done, i] { done.push_back(i); });
    worker->post([&] { worker->post([&done] { done.push_back(100); }); });
  }
  ASSERT_EQ(done.size(), 101U);
  for (int i = 0; i <= 100; ++i) EXPECT_EQ(done[static_cast<std::size_t>(i)], i);
}

}  // namespace
}  // namespace coldopen
