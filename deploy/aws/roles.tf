# Each service has a role with the rights that it needs, and no key: the AWS SDK assumes the task's role.
data "aws_iam_policy_document" "tasks" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }
  }
}

# Rights on the lake, as listed in docs/operating.md, On S3.
resource "aws_iam_role" "worker" {
  name_prefix        = "${var.name}-worker-"
  assume_role_policy = data.aws_iam_policy_document.tasks.json
}

data "aws_iam_policy_document" "lake" {
  statement {
    sid       = "List"
    actions   = ["s3:ListBucket"]
    resources = [aws_s3_bucket.lake.arn]
  }

  statement {
    sid     = "Read"
    actions = ["s3:GetObject"]
    resources = [
      for prefix in ["input", "counts", "intermediate"] : "${aws_s3_bucket.lake.arn}/${prefix}/*"
    ]
  }

  statement {
    sid       = "Write"
    actions   = ["s3:PutObject"]
    resources = [for prefix in ["counts", "intermediate"] : "${aws_s3_bucket.lake.arn}/${prefix}/*"]
  }
}

resource "aws_iam_role_policy" "lake" {
  name_prefix = "lake-"
  role        = aws_iam_role.worker.id
  policy      = data.aws_iam_policy_document.lake.json
}

# The API and the database tasks need no right of AWS.
resource "aws_iam_role" "database_only" {
  name_prefix        = "${var.name}-database-only-"
  assume_role_policy = data.aws_iam_policy_document.tasks.json
}

# The role that starts tasks: it fetches image and secrets, and writes logs.
resource "aws_iam_role" "execution" {
  name_prefix        = "${var.name}-execution-"
  assume_role_policy = data.aws_iam_policy_document.tasks.json
}

data "aws_iam_policy_document" "execution" {
  statement {
    sid       = "Login"
    actions   = ["ecr:GetAuthorizationToken"]
    resources = ["*"]
  }

  statement {
    sid       = "Image"
    actions   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
    resources = [aws_ecr_repository.image.arn]
  }

  statement {
    sid       = "Logs"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.tasks.arn}:*"]
  }

  statement {
    sid     = "Secrets"
    actions = ["secretsmanager:GetSecretValue"]
    resources = concat(
      [for secret in aws_secretsmanager_secret.database_url : secret.arn],
      [aws_db_instance.postgres.master_user_secret[0].secret_arn],
      var.temporal_api_key_secret_arn == null ? [] : [var.temporal_api_key_secret_arn],
      var.notify_url_secret_arn == null ? [] : [var.notify_url_secret_arn],
    )
  }
}

resource "aws_iam_role_policy" "execution" {
  name_prefix = "execution-"
  role        = aws_iam_role.execution.id
  policy      = data.aws_iam_policy_document.execution.json
}
