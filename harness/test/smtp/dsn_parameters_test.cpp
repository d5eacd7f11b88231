#include "smtp/dsn_parameters.hpp"

#include <gtest/gtest.h>

namespace dsnspec::smtp {
namespace {

TEST(DsnOfMail, FindsRetAndEnvid) {
  const auto got = dsn_of_mail(parse_parameters("SIZE=1 ret=hdrs ENVID=QQ+2B314159 BODY=8BITMIME"));
  ASSERT_TRUE(got.any());
  ASSERT_TRUE(got.ret && got.ret->valid());
  EXPECT_EQ(got.ret->raw, "hdrs");
  EXPECT_EQ(got.ret->value, grammar::ret::hdrs);
  ASSERT_TRUE(got.envid && got.envid->valid());
  EXPECT_EQ(got.envid->raw, "QQ+2B314159");
  EXPECT_EQ(got.envid->value, "QQ+314159");
  EXPECT_EQ(got.envid->count, 1U);
}

TEST(DsnOfMail, SaysWhenThereIsNone) {
  EXPECT_FALSE(dsn_of_mail(parse_parameters("SIZE=1 RETX=FULL NOTIFY=NEVER")).any());
}

TEST(DsnOfMail, SaysWhatIsWrong) {
  const auto got = dsn_of_mail(parse_parameters("RET=SOME ENVID="));
  ASSERT_TRUE(got.ret && got.envid);
  EXPECT_FALSE(got.ret->valid());
  EXPECT_FALSE(got.ret->value);
  EXPECT_FALSE(got.envid->valid());
  const auto bare = dsn_of_mail(parse_parameters("RET"));
  ASSERT_TRUE(bare.ret);
  EXPECT_FALSE(bare.ret->valid());
}

TEST(DsnOfMail, CountsDuplicatesAndTakesTheFirst) {
  const auto got = dsn_of_mail(parse_parameters("RET=FULL ENVID=a Ret=HDRS RET=FULL"));
  ASSERT_TRUE(got.ret && got.envid);
  EXPECT_EQ(got.ret->count, 3U);
  EXPECT_EQ(got.ret->value, grammar::ret::full);
  EXPECT_EQ(got.envid->count, 1U);
}

TEST(DsnOfRcpt, FindsNotifyAndOrcpt) {
  const auto got = dsn_of_rcpt(parse_parameters("NOTIFY=success,Delay ORCPT=rfc822;Carol+40x@Ivory.EDU"));
  ASSERT_TRUE(got.notify && got.notify->valid());
  EXPECT_EQ(got.notify->value, grammar::notify::on(true, false, true));
  ASSERT_TRUE(got.orcpt && got.orcpt->valid());
  EXPECT_EQ(got.orcpt->value->type, "rfc822");
  EXPECT_EQ(got.orcpt->value->decoded(), "Carol@x@Ivory.EDU");
}

TEST(DsnOfRcpt, KeepsTheMeaningWhereThatCanBeTold) {
  const auto got = dsn_of_rcpt(parse_parameters("NOTIFY=SUCCESS,SUCCESS ORCPT=rfc822;a+2bc"));
  ASSERT_TRUE(got.notify && got.orcpt);
  EXPECT_FALSE(got.notify->valid());
  EXPECT_EQ(got.notify->value, grammar::notify::on(true, false, false));
  EXPECT_FALSE(got.orcpt->valid());
  ASSERT_TRUE(got.orcpt->value);
  EXPECT_EQ(got.orcpt->value->decoded(), "a+c");
}

TEST(DsnOfRcpt, SaysWhatIsWrong) {
  const auto got = dsn_of_rcpt(parse_parameters("NOTIFY=NEVER,SUCCESS ORCPT=nobody"));
  ASSERT_TRUE(got.notify && got.orcpt);
  EXPECT_FALSE(got.notify->valid());
  EXPECT_FALSE(got.notify->value);
  EXPECT_FALSE(got.orcpt->valid());
  EXPECT_FALSE(got.orcpt->value);
}

TEST(DsnOfRcpt, TakesUtf8OnlyWhereTheTransactionAllowsIt) {
  const auto parameters = parse_parameters("ORCPT=utf-8;r\xC3\xA9n@x.org");
  EXPECT_FALSE(dsn_of_rcpt(parameters).orcpt->valid());
  EXPECT_TRUE(dsn_of_rcpt(parameters, grammar::charset::utf8).orcpt->valid());
}

}  // namespace
}  // namespace dsnspec::smtp
